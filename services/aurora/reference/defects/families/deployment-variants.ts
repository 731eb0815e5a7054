// A healthy service in surroundings that make it hard to read: several processes behind one address, few connections.
import type { Defect } from '../defect.ts';

/** What a deployment does, and a service need not answer for. */
export const DEPLOYMENT_VARIANTS = {
  healthy_two_replicas: {
    breaks: 'nothing',
    why: 'every second reading of /metrics is of another process behind the same address, whose counters are at zero',
    effect: { kind: 'handler', fault: 'show_replica' },
  },
  healthy_one_connection: {
    breaks: 'nothing',
    why: 'all upstream calls share one connection that is kept, so that a toxic meets a connection and not a call',
    effect: { kind: 'handler', fault: 'share_connection' },
  },
} as const satisfies Record<string, Defect>;
