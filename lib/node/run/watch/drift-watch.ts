// A long run is judged for drift while it goes on: what leaks for hours need not run for a day.
import { toDriftEvidence } from '../../../../thresholds/drift.ts';
import { assessDrift } from '../../../core/drift/drift.ts';
import type { LatencyLog } from '../../../core/drift/latency.ts';
import type { GateResult } from '../../../core/gates/gate-result-schema.ts';
import type { JournalRow } from '../../../core/journal/events.ts';
import type { Plan } from '../../../core/plan/plan.ts';
import type { RunClock } from '../run-clock.ts';

/** Of the clock that is not compressed. A shorter run is over before it is worth ending. */
const LEAST_SEC = 3600;
const EVERY_SEC = 300;

/** How often a run of this length is looked at; 0 where it is judged at its end alone. */
export function countLooks({ timing, timeScale, once }: Pick<Plan, 'timing' | 'timeScale' | 'once'>): number {
  const totalSec = timing.totalSec * timeScale;
  return once || totalSec < LEAST_SEC ? 0 : Math.floor(totalSec / EVERY_SEC);
}

export interface DriftWatch {
  readonly plan: Pick<Plan, 'bounds' | 'timing' | 'timeScale' | 'once'>;
  /** What was seen so far. */
  readonly latency: LatencyLog;
  readonly rows: readonly JournalRow[];
  readonly startedAtSec: number;
  readonly clock: Pick<RunClock, 'until'>;
  readonly signal: AbortSignal;
}

/**
 * Judges a run every five minutes, each time as strictly as all looks together may be wrong once in a thousand runs (Bonferroni),
 * until `signal` aborts or a gate fails.
 * @returns the gate that failed; undefined where none did
 */
export async function watchDrift(watch: DriftWatch): Promise<GateResult | undefined> {
  const { plan, clock, signal } = watch;
  const looks = countLooks(plan);
  for (let look = 1; look <= looks; look++) {
    if (!(await clock.until((look * EVERY_SEC) / plan.timeScale, signal))) return undefined;
    const results = assessDrift(toDriftEvidence(plan, { ...watch, looks }));
    const failed = results.find(({ outcome, severity }) => outcome === 'fail' && severity === 'blocking');
    if (failed) return failed;
  }
  return undefined;
}
