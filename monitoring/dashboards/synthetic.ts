// The panels of the synthetic flows and of the prober that runs them.
import { COLOURS } from '../thresholds.ts';
import type { UnplacedPanel } from './panel.ts';
import { toLines } from './panels.ts';

const FLOW_LEGEND = '{{flow}} of {{environment}}';
const FLOW = 'environment, flow';

/** Whether flows pass, whether they are run, and what is left of the budgets. */
export const listFlowPanels = (): readonly UnplacedPanel[] => [
  toPassPanel(),
  toMissedPanel(),
  toLastRunPanel(),
  toFlowDurationPanel(),
  toBudgetPanel(),
  toFlowBurnPanel(),
];

const toPassPanel = () =>
  toLines({
    title: 'Flows that pass',
    unit: 'percentunit',
    description:
      'The share of the runs of each flow over 5 min that passed; the rest failed or could not tell.',
    section: 'syntheticflowfails',
    min: 0,
    max: 1,
    asks: [
      {
        expr: `(sum by (${FLOW}) (rate(synthetic_flow_runs_total{outcome="pass"}[5m])) or 0 * sum by (${FLOW}) (rate(synthetic_flow_runs_total[5m]))) / (sum by (${FLOW}) (rate(synthetic_flow_runs_total[5m])) > 0)`,
        legend: FLOW_LEGEND,
      },
    ],
  });

const toMissedPanel = () =>
  toLines({
    title: 'Runs that were missed',
    unit: 'percentunit',
    description:
      'The share of the runs that were due over the last hour, and were not made within their period.',
    section: 'syntheticrunsmissed',
    min: 0,
    asks: [
      {
        expr: 'sum by (environment) (increase(synthetic_flow_missed_total[1h])) / (sum by (environment) (increase(synthetic_flow_due_total[1h])) > 0)',
        legend: '{{environment}}',
      },
      { expr: 'vector(0.01)', legend: 'warns', colour: COLOURS.bound, isBound: true },
    ],
  });

const toLastRunPanel = () =>
  toLines({
    title: 'Age of the last run',
    unit: 's',
    description: 'How long ago a run of each flow ended. It grows without end where the prober stands still.',
    section: 'syntheticproberstalled',
    min: 0,
    asks: [
      {
        expr: `time() - max by (${FLOW}) (synthetic_flow_last_run_timestamp_seconds)`,
        legend: FLOW_LEGEND,
      },
    ],
  });

const toFlowDurationPanel = () =>
  toLines({
    title: 'Duration of the flows',
    unit: 's',
    description: 'In 95 % of its runs of the last hour each flow took no longer.',
    section: 'syntheticrunsmissed',
    min: 0,
    asks: [
      {
        expr: `histogram_quantile(0.95, sum by (${FLOW}, le) (rate(synthetic_flow_duration_seconds_bucket[1h])))`,
        legend: FLOW_LEGEND,
      },
    ],
  });

const toBudgetPanel = () =>
  toLines({
    title: 'Budget left, by the flows',
    unit: 'percentunit',
    description: 'The share of the error budget that is left in its window; below 0 it is overspent.',
    section: 'syntheticbudgetburnfast',
    max: 1,
    asks: [
      {
        expr: 'min by (environment, slo) (synthetic_slo_budget_remaining_ratio)',
        legend: '{{slo}} of {{environment}}',
      },
    ],
  });

const toFlowBurnPanel = () =>
  toLines({
    title: 'Burn, by the flows',
    unit: 'suffix:×',
    description: 'How many times as fast as its window allows the budget burned over the last 720th of it.',
    section: 'syntheticbudgetburnfast',
    min: 0,
    asks: [
      {
        expr: 'max by (environment, slo) (synthetic_slo_burn_rate{lookback="short"})',
        legend: '{{slo}} of {{environment}}',
      },
      { expr: 'vector(14.4)', legend: 'pages', colour: COLOURS.bound, isBound: true },
    ],
  });
