// A thin line: everything arrives, slowly.
import type { ToxicFault } from './fault.ts';

export const bandwidth: ToxicFault<'rate'> = {
  id: 'bandwidth',
  does: 'a thin line: 256 KB/s',
  source: "the service's runbook tool",
  share: 1,
  cuts: false,
  by: 'toxic',
  type: 'bandwidth',
  stream: 'downstream',
  toxicity: 1,
  attributes: { rate: { is: 'what passes in a second', unit: 'KB/s', value: 256, min: 1, max: 1_000_000 } },
  /** KB/s are bytes per ms. */
  expect: ({ rate }, { bytes, toxicity }) => ({ addedMs: (bytes / rate) * toxicity }),
};
