// In which unit each gate of a verdict measures.
import type { GateUnit } from '../lib/core/gates/gate-unit.ts';
import type { Plan } from '../lib/core/plan/plan.ts';
import type { Service } from '../lib/core/service/service.ts';
import { listDriftGates } from './drift.ts';
import { listGates } from './gates.ts';

const OF_KIND = { count: 'count', ratio: 'share', sequential: 'score' } as const;
const OF_WATCHED = { latency: 'ms', rss_bytes: 'bytes', open_fds: 'count' } as const;
/** Of those that are judged on more than counts; left out are those that count. */
const OF_OTHERS = { run_complete: 'share', baseline_degraded: 'share', chaos_recovered: 's' } as const;

/** The unit of each gate by its id, in a run of this plan; of what is not listed, values are counts. */
export function listGateUnits(service: Service, plan: Plan): Readonly<Record<string, GateUnit>> {
  return {
    ...OF_OTHERS,
    ...Object.fromEntries(listGates(service, plan).map(({ id, kind }) => [id, OF_KIND[kind]])),
    ...Object.fromEntries(listDriftGates(plan.bounds).map(({ id, watches }) => [id, OF_WATCHED[watches]])),
  };
}
