// k6's own end of a run: its metrics → figures → verdict → table, summary.json, summary.csv.

import { DURATION_METRIC, toMetricName, toWindowMetricName } from '../../thresholds/to-k6.ts';
import { COUNTER_IDS, type CounterId, createCounts } from '../core/counters.ts';
import type { Gate } from '../core/gates.ts';
import { JOURNEY_IDS, LANGS } from '../core/journeys.ts';
import type { Plan } from '../core/plan.ts';
import { toReport } from '../core/report.ts';
import { PHASES, type Phase } from '../core/schedule.ts';
import { toSummary, toSummaryCsv } from '../core/summary.ts';
import type { GroupFigures, RunFigures } from '../core/tally.ts';
import { assess } from '../core/verdict.ts';
import { nowSec, writeRow } from './journal.ts';

/** What k6 hands to handleSummary, as far as it is read here. */
export interface K6Data {
  readonly metrics: Readonly<
    Record<string, { readonly values: Readonly<Record<string, number>> } | undefined>
  >;
  readonly state: { readonly testRunDurationMs: number };
  readonly setup_data?: { readonly seed: number; readonly startedAtSec: number } | null;
}

/** k6's metrics as the figures of a run. */
export function toRunFigures(data: K6Data, gates: readonly Gate[]): RunFigures {
  const value = (metric: string, key: string) => data.metrics[metric]?.values[key];
  const count = (id: CounterId, tag = '') => value(`${toMetricName(id)}${tag}`, 'count') ?? 0;
  const totals = createCounts();
  for (const id of COUNTER_IDS) totals[id] = count(id);
  totals.journeys_due = totals.journeys + totals.journeys_dropped;
  const group = (tag: string): GroupFigures => {
    const trend = `${DURATION_METRIC}{${tag}}`;
    const responses = count('responses', `{${tag}}`);
    const at = (key: string) => (responses === 0 ? null : (value(trend, key) ?? null));
    return {
      journeys: count('journeys', `{${tag}}`),
      requests: count('calls', `{${tag}}`),
      responses,
      violations: null,
      p50_ms: at('med'),
      p95_ms: at('p(95)'),
      p99_ms: at('p(99)'),
    };
  };
  return {
    totals,
    worst: Object.fromEntries(gates.map((gate) => [gate.id, value(toWindowMetricName(gate), 'max') ?? 0])),
    phases: Object.fromEntries(PHASES.map((phase) => [phase, group(`phase:${phase}`)])) as Record<
      Phase,
      GroupFigures
    >,
    journeys: Object.fromEntries(
      JOURNEY_IDS.flatMap((journey) =>
        LANGS.map((lang) => [`${journey}.${lang}`, group(`journey:${journey},lang:${lang}`)] as const),
      ).filter(([, figures]) => figures.requests > 0),
    ),
  };
}

/** handleSummary's answer: what goes to the terminal and into which files. */
export function summarize(data: K6Data, plan: Plan, gates: readonly Gate[]): Record<string, string> {
  const figures = toRunFigures(data, gates);
  writeRow({ ts: nowSec(), type: 'k6.summary', totals: figures.totals });
  const startedAtSec = data.setup_data?.startedAtSec ?? nowSec() - data.state.testRunDurationMs / 1000;
  const finishedAtSec = startedAtSec + data.state.testRunDurationMs / 1000;
  const verdict = assess({
    gates,
    figures,
    once: plan.once,
    chaos: null,
    end: {
      ranSec: finishedAtSec - startedAtSec,
      plannedSec: plan.timing.totalSec,
      stoppedBy: null,
      lost: data.setup_data ? null : 'k6 did not get through its setup',
    },
  });
  const stopped = verdict.gates.find((gate) => gate.outcome === 'fail' && gate.severity === 'blocking');
  const complete = verdict.gates.some((gate) => gate.id === 'run_complete' && gate.outcome === 'pass');
  const summary = toSummary({
    plan: { ...plan, seed: data.setup_data?.seed ?? plan.seed },
    base: plan.base,
    status: stopped ? 'stopped' : complete ? 'completed' : 'interrupted',
    stopReason: stopped ? `${stopped.id}: ${stopped.because}` : null,
    startedAtSec,
    finishedAtSec,
    figures,
    verdict,
    chaosWindows: [],
    chaosInjected: false,
  });
  return {
    stdout: `${toReport(summary)}\n  ${plan.outputDir}/summary.json, ${plan.outputDir}/summary.csv\n`,
    [`${plan.outputDir}/summary.json`]: `${JSON.stringify(summary, null, 2)}\n`,
    [`${plan.outputDir}/summary.csv`]: toSummaryCsv(summary),
  };
}
