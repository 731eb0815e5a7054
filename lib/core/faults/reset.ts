// A flaky network: some connections are reset (RST) as soon as data passes them.
import type { ToxicFault } from './fault.ts';

export const reset: ToxicFault<'timeout'> = {
  id: 'reset',
  does: 'a flaky network: one connection in ten is reset',
  source: "the service's runbook tool",
  // It strikes one connection in ten, so it takes more calls than the others to be seen: a double share of a split window.
  share: 2,
  cuts: true,
  by: 'toxic',
  type: 'reset_peer',
  stream: 'downstream',
  toxicity: 0.1,
  attributes: {
    timeout: {
      is: 'from the first data to the reset, 0: at once',
      unit: 'ms',
      value: 0,
      min: 0,
      max: 60_000,
    },
  },
  /** A tenth of what it strikes: few draws of a rare thing scatter widely, and a service that is not struck loses none. */
  expect: (_, { toxicity }) => ({ errorShare: toxicity / 10 }),
};
