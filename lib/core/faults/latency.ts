// A slow line: everything arrives, late.
import type { ToxicFault } from './fault.ts';

export const latency: ToxicFault<'latency' | 'jitter'> = {
  id: 'latency',
  does: 'a slow line: every answer 800 ± 200 ms later',
  source: "the service's runbook tool",
  share: 1,
  cuts: false,
  by: 'toxic',
  type: 'latency',
  stream: 'downstream',
  toxicity: 1,
  attributes: {
    latency: { is: 'delay of what passes', unit: 'ms', value: 800, min: 0, max: 10_000 },
    jitter: { is: 'how far the delay varies, up and down', unit: 'ms', value: 200, min: 0, max: 10_000 },
  },
  /** Half of the shortest delay: a mean over few calls may lie low. */
  expect: ({ latency, jitter }, { toxicity }) => ({ addedMs: ((latency - jitter) / 2) * toxicity }),
};
