// The prober's numbers for Prometheus: the series of lib/core/monitoring/rollout-series.ts. What is remembered is read when it is asked for.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { PROBER_SERIES, type ProberSeries } from '../../lib/core/monitoring/rollout-series.ts';
import { OUTCOMES } from '../../lib/core/outcome.ts';
import type { FlowResult } from '../flows/play/flow-result.ts';
import type { Probe } from './probe.ts';
import type { Prober, ProbeView } from './prober.ts';

export interface ProberMetrics {
  readonly observe: (probe: Probe, result: FlowResult) => void;
  readonly toText: () => Promise<string>;
  readonly contentType: string;
}

const toLabels = ({ flow, target }: Probe) => ({ flow, target });

const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60];

/** What is read at each scrape: labels beside the environment, and a value. */
type Reading = readonly [labels: Readonly<Record<string, string>>, value: number];

/** Metrics of a prober. @param isSaved whether what it remembers could be written */
export function createProberMetrics(
  prober: Prober,
  environment: string,
  isSaved: () => boolean,
): ProberMetrics {
  const registry = new Registry();
  registry.setDefaultLabels({ environment });
  collectDefaultMetrics({ register: registry });
  const toOptions = (name: ProberSeries) => ({
    name,
    help: PROBER_SERIES[name].help,
    labelNames: PROBER_SERIES[name].labels.filter((label) => label !== 'environment'),
    registers: [registry],
  });
  const runs = new Counter(toOptions('synthetic_flow_runs_total'));
  const seconds = new Histogram({ ...toOptions('synthetic_flow_duration_seconds'), buckets: SECONDS });
  for (const { probe } of prober.views())
    for (const outcome of OUTCOMES) runs.inc({ ...toLabels(probe), slo: probe.slo.id, outcome }, 0);
  for (const [name, read] of Object.entries(toReadings(prober, isSaved)) as [
    Read,
    () => readonly Reading[],
  ][])
    addRead(toOptions(name), read);
  return {
    observe(probe, { outcome, durationMs }) {
      const labels = toLabels(probe);
      runs.inc({ ...labels, slo: probe.slo.id, outcome });
      seconds.observe({ ...labels, outcome }, durationMs / 1000);
    },
    toText: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

/** The series that are not counted as runs come. */
type Read = Exclude<ProberSeries, 'synthetic_flow_runs_total' | 'synthetic_flow_duration_seconds'>;

function toReadings(
  prober: Prober,
  isSaved: () => boolean,
): Readonly<Record<Read, () => readonly Reading[]>> {
  const ofFlows = (read: (view: ProbeView) => number | undefined) => () =>
    prober.views().flatMap((view): readonly Reading[] => {
      const value = read(view);
      return value === undefined ? [] : [[toLabels(view.probe), value]];
    });
  return {
    synthetic_flow_due_total: ofFlows(({ periods }) => periods.dueCount),
    synthetic_flow_made_total: ofFlows(({ periods }) => periods.madeCount),
    synthetic_flow_missed_total: ofFlows(({ periods }) => periods.dueCount - periods.madeCount),
    synthetic_flow_last_run_timestamp_seconds: ofFlows(({ last }) => last && last.endedAtMs / 1000),
    synthetic_flow_last_passed: ofFlows(({ recent }) => {
      const judged = recent.findLast(({ outcome }) => outcome !== 'inconclusive');
      return judged && (judged.outcome === 'pass' ? 1 : 0);
    }),
    synthetic_flow_running: ofFlows(({ isRunning }) => (isRunning ? 1 : 0)),
    synthetic_flow_period_seconds: ofFlows(({ probe }) => probe.table.everyMs / 1000),
    synthetic_slo_budget_remaining_ratio: () =>
      prober.budgets().map(({ slo, budget }) => [{ slo: slo.id }, budget.remainingRatio]),
    synthetic_slo_burn_rate: () =>
      prober.budgets().flatMap(({ slo, budget: { burn } }): readonly Reading[] => [
        [{ slo: slo.id, lookback: 'short' }, burn.short],
        [{ slo: slo.id, lookback: 'long' }, burn.long],
      ]),
    synthetic_slo_objective_ratio: () =>
      prober.budgets().map(({ slo }) => [{ slo: slo.id }, slo.objectiveRatio]),
    synthetic_prober_state_saved: () => [[{}, isSaved() ? 1 : 0]],
  };
}

/** A series of the table that is read at each scrape. */
function addRead(
  options: {
    readonly name: string;
    readonly help: string;
    readonly labelNames: string[];
    readonly registers: Registry[];
  },
  read: () => readonly Reading[],
): void {
  const isCounter = options.name.endsWith('_total');
  if (isCounter)
    new Counter({
      ...options,
      collect() {
        this.reset();
        for (const [labels, value] of read()) this.inc(labels, value);
      },
    });
  else
    new Gauge({
      ...options,
      collect() {
        this.reset();
        for (const [labels, value] of read()) this.set(labels, value);
      },
    });
}
