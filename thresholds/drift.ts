// The gates on drift of any service: what may rise how much over a run, and from when on it is looked at.
import { computeRecoveryScale } from '../lib/core/chaos/recovery.ts';
import type { DriftEvidence, DriftGate } from '../lib/core/drift/drift.ts';
import { LATENCY_DRIFT } from '../lib/core/drift/lost-load.ts';
import type { Bounds } from '../lib/core/plan/bounds.ts';
import type { Plan } from '../lib/core/plan/plan.ts';

const MB = 1e6;
/** One healthy run in a thousand, over all that a gate watches and however often it looks. */
const DRIFT = { severity: 'blocking', alpha: 0.001 } as const;
const NO_YOUTH = { amount: 0, untilSec: 1 };
const FIVE_SECONDS = 5;

/**
 * What the engine bounds of a service that gets worse the longer it runs, by its own baseline. A rise is allowed up to a share of
 * what it starts from, or an amount, whichever is more:
 * - 100 ms, which people take for no delay (Nielsen, "Usability Engineering", 1993, 5.5);
 * - 64 MB, and over a span under ten minutes up to 64 MB more, while a runtime compiles, fills its caches and sizes its heap;
 * - 50 descriptors: pools of connections come to their size.
 *
 * Left out is what warms up: caches and compilers within a tenth of the run, ten minutes at most; memory within a fifth, an hour at most.
 */
export function listDriftGates(bounds: Bounds): readonly DriftGate[] {
  return [
    {
      ...DRIFT,
      id: LATENCY_DRIFT,
      why: 'answers at baseline take as long at the end as at the start',
      watches: 'latency',
      tolerance: { ratio: bounds.maxLatencyDriftRatio, amount: 100 },
      young: NO_YOUTH,
      warmUp: { share: 0.1, leastSec: FIVE_SECONDS, mostSec: 600 },
    },
    {
      ...DRIFT,
      id: 'memory_drift',
      why: 'the service gives back the memory that it takes',
      watches: 'rss_bytes',
      tolerance: { ratio: bounds.maxMemoryDriftRatio, amount: 64 * MB },
      young: { amount: 64 * MB, untilSec: 600 },
      warmUp: { share: 0.2, leastSec: FIVE_SECONDS, mostSec: 3600 },
    },
    {
      ...DRIFT,
      id: 'descriptor_drift',
      why: 'the service closes the files and connections that it opens',
      watches: 'open_fds',
      tolerance: { ratio: bounds.maxDescriptorDriftRatio, amount: 50 },
      young: NO_YOUTH,
      warmUp: { share: 0.2, leastSec: FIVE_SECONDS, mostSec: 3600 },
    },
  ];
}

/** How long the service may take to recover from a toxic, seconds: that is no baseline. */
export const computeWithinSec = ({ bounds, timing }: Pick<Plan, 'bounds' | 'timing'>): number =>
  computeRecoveryScale(timing.cycleSec, bounds.maxRecoverSec).withinSec;

/** What a run of this plan is judged for drift on, with what was seen of it. */
export function toDriftEvidence(
  { bounds, timing, once }: Pick<Plan, 'bounds' | 'timing' | 'once'>,
  seen: Pick<DriftEvidence, 'rows' | 'latency' | 'startedAtSec' | 'looks'>,
): DriftEvidence {
  return {
    ...seen,
    gates: listDriftGates(bounds),
    plannedSec: timing.totalSec,
    withinSec: computeWithinSec({ bounds, timing }),
    once,
  };
}
