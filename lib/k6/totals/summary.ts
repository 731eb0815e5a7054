// k6's own end of a run: its metrics → figures → verdict → table, summary.json, summary.csv.

import { SERVICE } from 'service-under-test';
import { listDriftGates } from '../../../thresholds/drift.ts';
import type { FleetSegment } from '../../core/fleet/segment.ts';
import { type Gate, toSkipped } from '../../core/gates/gates.ts';
import { hasNoThresholds } from '../../core/options/k6-settings.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { addDropped, countUnbegun } from '../../core/plan/unbegun.ts';
import { mayDegrade } from '../../core/service/define-service.ts';
import { decideEnding, findStopper } from '../../core/verdict/ending.ts';
import { toReport } from '../../core/verdict/report.ts';
import { toSummary, toSummaryCsv } from '../../core/verdict/summary.ts';
import { assess, type RunEnd } from '../../core/verdict/verdict.ts';
import { computeEndSec, nowSec } from '../clock.ts';
import { WRITES_JOURNAL } from '../env.ts';
import { writeRow } from '../journal.ts';
import { type K6Data, toRequestTimings, toRunFigures } from './figures.ts';

/** Why k6's figures are not those of a gate; null where they are. */
function findLoss({ setup_data: begun, metrics }: K6Data): string | null {
  if (!begun) return 'k6 did not get through its setup';
  return hasNoThresholds(metrics)
    ? 'k6 judged no threshold, so that its exit code says nothing; leave out --no-thresholds'
    : null;
}

/** What a segment is worth: so that nobody takes the end of one for the verdict of the run. */
const describeSegment = ({ runner, runners }: FleetSegment) =>
  `segment ${runner} of ${runners} was played, which is no verdict: npm run judge -- with the journals of all ${runners}\n`;

/**
 * handleSummary's answer: what goes to the terminal and into which files. Nothing where k6 writes a journal: who asked for
 * that judges by it, with what k6 cannot see, and not for a moment may k6's half be taken for the run's verdict.
 * @param forbidden why the run cannot be judged: `findForbidden`
 */
export function summarize(
  data: K6Data,
  plan: Plan,
  gates: readonly Gate[],
  forbidden: string | undefined,
): Record<string, string> {
  const counted = toRunFigures(SERVICE, data, gates);
  const runMs = data.state.testRunDurationMs;
  const start = data.setup_data ?? { startedAtSec: nowSec() - runMs / 1000, startedAtRunMs: 0 };
  const { startedAtSec } = start;
  const finishedAtSec = computeEndSec(start, runMs);
  const timings = toRequestTimings(data, counted.totals.calls);
  writeRow({
    ts: finishedAtSec,
    type: 'k6.summary',
    totals: counted.totals,
    ...(timings ? { request_timings: timings } : {}),
  });
  if (WRITES_JOURNAL) return plan.segment ? { stdout: describeSegment(plan.segment) } : {};
  const ranSec = finishedAtSec - startedAtSec;
  const unbegun = countUnbegun(plan, ranSec, counted.totals);
  const figures = { ...counted, totals: addDropped(counted.totals, unbegun) };
  const end: RunEnd = {
    ranSec,
    plannedSec: plan.timing.totalSec,
    stoppedBy: null,
    k6Crossed: false,
    lost: forbidden ?? findLoss(data),
  };
  const verdict = assess({
    gates,
    figures,
    unbegun,
    once: plan.once,
    chaos: null,
    mayDegrade: mayDegrade(SERVICE),
    baseline: { seen: null, maxDegradedRatio: plan.bounds.maxBaselineDegradedRatio },
    drift: listDriftGates(plan.bounds).map((gate) =>
      toSkipped(gate, 'npm run soak judges this: plain k6 keeps no single answers'),
    ),
    end,
  });
  // k6 does not say what ended its run: neither a signal nor, but by what was crossed, the gate.
  const stopped = findStopper(gates, verdict.gates, end, plan.once);
  const summary = toSummary({
    service: SERVICE,
    plan: { ...plan, seed: data.setup_data?.seed ?? plan.seed },
    base: plan.base,
    ...decideEnding(stopped, end, plan.once),
    startedAtSec,
    finishedAtSec,
    figures,
    verdict,
    requestTimings: timings,
    chaosWindows: [],
    chaosInjected: false,
  });
  return {
    stdout: `${toReport(summary, { verbose: plan.verbose })}\n  ${plan.outputDir}/summary.json, ${plan.outputDir}/summary.csv\n`,
    [`${plan.outputDir}/summary.json`]: `${JSON.stringify(summary, null, 2)}\n`,
    [`${plan.outputDir}/summary.csv`]: toSummaryCsv(summary),
  };
}
