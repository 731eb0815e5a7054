// The prober's numbers for Prometheus; what is remembered is read when it is asked for.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { OUTCOMES } from '../../lib/core/outcome.ts';
import type { FlowResult } from '../flows/play/flow-result.ts';
import type { Probe } from './probe.ts';
import type { Prober, ProbeView } from './prober.ts';

export interface ProberMetrics {
  readonly observe: (probe: Probe, result: FlowResult) => void;
  readonly toText: () => Promise<string>;
  readonly contentType: string;
}

const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60];

/** Metrics of a prober. @param isSaved whether what it remembers could be written */
export function createProberMetrics(
  prober: Prober,
  environment: string,
  isSaved: () => boolean,
): ProberMetrics {
  const registry = new Registry();
  const registers = [registry];
  registry.setDefaultLabels({ environment });
  collectDefaultMetrics({ register: registry });
  const runs = new Counter({
    name: 'synthetic_flow_runs_total',
    help: 'Runs of a flow, by what they came to, since the prober began.',
    labelNames: ['flow', 'slo', 'outcome'],
    registers,
  });
  const seconds = new Histogram({
    name: 'synthetic_flow_duration_seconds',
    help: 'How long runs of a flow took.',
    labelNames: ['flow', 'outcome'],
    buckets: SECONDS,
    registers,
  });
  for (const { probe } of prober.views())
    for (const outcome of OUTCOMES) runs.inc({ flow: probe.id, slo: probe.slo.id, outcome }, 0);
  const ofFlows = (name: string, help: string, read: (view: ProbeView) => number | undefined) =>
    new Gauge({
      name,
      help,
      labelNames: ['flow'],
      registers,
      collect() {
        this.reset();
        for (const view of prober.views()) {
          const value = read(view);
          if (value !== undefined) this.set({ flow: view.probe.id }, value);
        }
      },
    });
  const counted = (name: string, help: string, read: (view: ProbeView) => number) =>
    new Counter({
      name,
      help,
      labelNames: ['flow'],
      registers,
      collect() {
        this.reset();
        for (const view of prober.views()) this.inc({ flow: view.probe.id }, read(view));
      },
    });
  counted(
    'synthetic_flow_due_total',
    'Periods that are over, restarts survived.',
    ({ periods }) => periods.dueCount,
  );
  counted(
    'synthetic_flow_made_total',
    'Periods in which a run was made.',
    ({ periods }) => periods.madeCount,
  );
  counted(
    'synthetic_flow_missed_total',
    'Periods in which no run was made.',
    ({ periods }) => periods.dueCount - periods.madeCount,
  );
  ofFlows('synthetic_flow_last_run_timestamp_seconds', 'When the last run ended.', ({ last }) =>
    last === undefined ? undefined : last.endedAtMs / 1000,
  );
  ofFlows('synthetic_flow_last_passed', 'Whether the last run that could be judged passed.', ({ recent }) => {
    const judged = recent.findLast((outcome) => outcome !== 'inconclusive');
    return judged === undefined ? undefined : judged === 'pass' ? 1 : 0;
  });
  ofFlows('synthetic_flow_running', 'Whether a run is under way.', ({ isRunning }) => (isRunning ? 1 : 0));
  ofFlows(
    'synthetic_flow_period_seconds',
    'How often the flow is due.',
    ({ probe }) => probe.table.everyMs / 1000,
  );
  toBudgetGauges(prober, registers);
  new Gauge({
    name: 'synthetic_prober_state_saved',
    help: 'Whether what must survive a restart could be written.',
    registers,
    collect() {
      this.set(isSaved() ? 1 : 0);
    },
  });
  return {
    observe({ id, slo }, { outcome, durationMs }) {
      runs.inc({ flow: id, slo: slo.id, outcome });
      seconds.observe({ flow: id, outcome }, durationMs / 1000);
    },
    toText: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

function toBudgetGauges(prober: Prober, registers: Registry[]): void {
  new Gauge({
    name: 'synthetic_slo_budget_remaining_ratio',
    help: 'What is left of the error budget of an objective: 1 all of it, 0 nothing, below 0 overdrawn.',
    labelNames: ['slo'],
    registers,
    collect() {
      for (const { slo, budget } of prober.budgets()) this.set({ slo: slo.id }, budget.remainingRatio);
    },
  });
  new Gauge({
    name: 'synthetic_slo_burn_rate',
    help: 'How many times faster than allowed failures come, over 1/720 (short) and 6/720 (long) of the window.',
    labelNames: ['slo', 'lookback'],
    registers,
    collect() {
      for (const { slo, budget } of prober.budgets()) {
        this.set({ slo: slo.id, lookback: 'short' }, budget.burn.short);
        this.set({ slo: slo.id, lookback: 'long' }, budget.burn.long);
      }
    },
  });
  new Gauge({
    name: 'synthetic_slo_objective_ratio',
    help: 'The share of runs that must pass.',
    labelNames: ['slo'],
    registers,
    collect() {
      for (const { slo } of prober.budgets()) this.set({ slo: slo.id }, slo.objectiveRatio);
    },
  });
}
