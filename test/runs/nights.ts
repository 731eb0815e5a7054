// A folder of runs that were never played: one a night, with what happened to the service.
import { FAULT_IDS } from '../../lib/core/faults/table.ts';
import { drawUnit } from '../../lib/core/stats/draw.ts';
import type { Summary } from '../../lib/core/verdict/summary-schema.ts';
import { assess } from '../../lib/core/verdict/verdict.ts';
import { SERVICE } from '../../services/aurora/service.ts';
import { planOf, toEvidence, toFigures, toGroup, toRunSummary, toWindow } from './good-run.ts';

export interface Night {
  /** From 0. */
  readonly night: number;
  /** What the latencies and recoveries are multiplied by. */
  readonly slower?: number;
  readonly status?: Summary['status'];
  /** Counts that differ from a good run's. */
  readonly totals?: Parameters<typeof toFigures>[0];
  readonly values?: Parameters<typeof planOf>[0];
}

const FIRST_SEC = Date.UTC(2026, 0, 1, 2) / 1000;
const DAY_SEC = 86_400;

/** The summary of a night. Its figures swing by some percent from night to night. */
export function makeNight(of: Night): Summary {
  const { night, slower = 1, status = 'completed', totals = {}, values = {} } = of;
  const swing = (salt: number) => slower * (0.92 + 0.16 * drawUnit(night, 1, salt));
  const toLatencies = (ms: number, salt: number) => ({
    ...{ p50_ms: ms * swing(salt), p95_ms: 3 * ms * swing(salt + 1), p99_ms: 5 * ms * swing(salt + 2) },
  });
  const figures = toFigures(totals);
  const summary = toRunSummary({
    plan: planOf({ SEED: String(night), ...values }),
    base: `http://127.0.0.1:${40_000 + night}`,
    status,
    stopReason: status === 'completed' ? null : `${status} for a test`,
    startedAtSec: FIRST_SEC + night * DAY_SEC,
    finishedAtSec: FIRST_SEC + night * DAY_SEC + 90,
    figures: {
      ...figures,
      phases: {
        baseline: toGroup({ ...figures.phases.baseline, ...toLatencies(40, 1) }),
        chaos: toGroup({ ...figures.phases.chaos, ...toLatencies(300, 4) }),
        spike: toGroup({ ...figures.phases.spike, ...toLatencies(60, 7) }),
      },
    },
    verdict: assess(toEvidence({ figures })),
    chaosWindows: FAULT_IDS.map((mode, n) => toWindow({ mode, recover_s: 4 * swing(20 + n) })),
  });
  const toRoute = (ms: number, salt: number) => {
    const counts = { requests: 100, responses: 100, errors: 0, violations: 0 };
    const whole = { ...counts, ...toLatencies(ms, salt), max_ms: 9 * ms * swing(salt) };
    return { ...whole, phases: { baseline: whole } };
  };
  const ids = Object.keys(SERVICE.routes).slice(0, 3);
  const routes = Object.fromEntries(ids.map((id, n) => [id, toRoute(100 * (n + 1), 30 + 5 * n)]));
  return Object.assign(summary, { routes });
}
