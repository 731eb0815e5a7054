// A dead peer: it takes what it is given and never answers.
import type { ToxicFault } from './fault.ts';

export const timeout: ToxicFault<'timeout'> = {
  id: 'timeout',
  does: 'a dead peer: nothing comes back, the connection closes after 2 s',
  source: "the service's runbook tool",
  // Calls that hang for 2 s leave few that begin and end in a slot, and of those must be enough to judge what is said: half as much again.
  share: 1.5,
  cuts: true,
  by: 'toxic',
  type: 'timeout',
  stream: 'downstream',
  toxicity: 1,
  attributes: {
    timeout: {
      is: 'after which the connection closes; 0: when the toxic goes',
      unit: 'ms',
      value: 2000,
      min: 0,
      max: 60_000,
    },
  },
  expect: (_, { toxicity }) => ({ errorShare: 0.5 * toxicity }),
};
