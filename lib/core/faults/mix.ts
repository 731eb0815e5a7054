// Several faults at once, as on a bad day.
import { bandwidth } from './bandwidth.ts';
import type { MixFault } from './fault.ts';
import { latency } from './latency.ts';
import { reset } from './reset.ts';

export const mix: MixFault = {
  id: 'mix',
  does: 'slow, thin and flaky at once',
  source: "the service's runbook tool",
  share: 1,
  cuts: true,
  by: 'mix',
  // The reset comes last: a toxic before it cannot hand on what it holds, once the reset has struck, and a removal waits for that.
  of: [latency, bandwidth, reset],
};
