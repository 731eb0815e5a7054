// A peer that is not there: its port refuses connections.
import type { DownFault } from './fault.ts';

export const down: DownFault = {
  id: 'down',
  does: 'nobody there: the port refuses connections, and what was connected is cut off',
  source: 'ours: the proxy is disabled',
  share: 1,
  cuts: true,
  by: 'disabled_proxy',
  effect: { errorShare: 0.5 },
};
