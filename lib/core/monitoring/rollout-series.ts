// The series of a rollout: what the decision server and the prober expose. One table, for the servers, the rules and the dashboards.

/** The scrape jobs of the two servers. */
export const DECISION_JOB = 'rollout-decision';
export const PROBER_JOB = 'synthetic-prober';
/** The scrape job of the admission server. */
export const ADMISSION_JOB = 'rollout-admission';

interface Series {
  readonly help: string;
  readonly kind: 'gauge' | 'counter' | 'histogram';
  readonly labels: readonly string[];
}

/** What tells one canary from another: where it is, and the pod template hashes of both versions. */
const CANARY = ['namespace', 'rollout', 'canary', 'stable'] as const;
const FLOW = ['environment', 'flow', 'target'] as const;

/** Of the decision server. */
export const DECISION_SERIES = {
  rollout_decision_now: {
    help: '1 for the decision that holds of a canary, 0 for the others; gone with the canary.',
    kind: 'gauge',
    labels: [...CANARY, 'decision'],
  },
  rollout_decision_taken_timestamp_seconds: {
    help: 'When the decision was taken last.',
    kind: 'gauge',
    labels: CANARY,
  },
  rollout_decision_first_timestamp_seconds: {
    help: 'When a decision was first this one, of the present canary.',
    kind: 'gauge',
    labels: [...CANARY, 'decision'],
  },
  rollout_decision_held_seconds: {
    help: 'How long the canary has stood at its step.',
    kind: 'gauge',
    labels: CANARY,
  },
  rollout_decision_health: {
    help: 'The composite health, 0 to 100; not there while a part cannot be told.',
    kind: 'gauge',
    labels: CANARY,
  },
  rollout_decision_changes_total: {
    help: 'How often a decision became this one.',
    kind: 'counter',
    labels: ['namespace', 'rollout', 'decision'],
  },
  rollout_decision_override: {
    help: '1 while a manual override holds.',
    kind: 'gauge',
    labels: ['namespace', 'rollout', 'decision'],
  },
  rollout_decision_look_failures_total: {
    help: 'How often a source could not be read.',
    kind: 'counter',
    labels: ['source'],
  },
} as const satisfies Readonly<Record<string, Series>>;
export type DecisionSeries = keyof typeof DECISION_SERIES;

/** Of the prober. */
export const PROBER_SERIES = {
  synthetic_flow_runs_total: {
    help: 'Runs of a flow by how they ended: pass, fail or inconclusive.',
    kind: 'counter',
    labels: [...FLOW, 'slo', 'outcome'],
  },
  synthetic_flow_duration_seconds: {
    help: 'How long a run of a flow took.',
    kind: 'histogram',
    labels: [...FLOW, 'outcome'],
  },
  synthetic_flow_due_total: { help: 'Periods that are over.', kind: 'counter', labels: FLOW },
  synthetic_flow_missed_total: {
    help: 'Periods in which no run was made.',
    kind: 'counter',
    labels: FLOW,
  },
  synthetic_flow_last_run_timestamp_seconds: {
    help: 'When a run of a flow ended last.',
    kind: 'gauge',
    labels: FLOW,
  },
  synthetic_slo_budget_remaining_ratio: {
    help: 'The share of the error budget that is left in its window; below 0 when it is overspent.',
    kind: 'gauge',
    labels: ['environment', 'slo'],
  },
  synthetic_slo_burn_rate: {
    help: 'How many times as fast as allowed the budget burns, over 1/720 (short) and 6/720 (long) of its window.',
    kind: 'gauge',
    labels: ['environment', 'slo', 'lookback'],
  },
  synthetic_flow_made_total: { help: 'Periods in which a run was made.', kind: 'counter', labels: FLOW },
  synthetic_flow_last_passed: {
    help: 'Whether the last run that could be judged passed.',
    kind: 'gauge',
    labels: FLOW,
  },
  synthetic_flow_running: { help: 'Whether a run is under way.', kind: 'gauge', labels: FLOW },
  synthetic_flow_period_seconds: { help: 'How often a flow is due.', kind: 'gauge', labels: FLOW },
  synthetic_slo_objective_ratio: {
    help: 'The share of runs that must pass.',
    kind: 'gauge',
    labels: ['environment', 'slo'],
  },
  synthetic_prober_state_saved: {
    help: 'Whether what must survive a restart could be written.',
    kind: 'gauge',
    labels: ['environment'],
  },
} as const satisfies Readonly<Record<string, Series>>;
export type ProberSeries = keyof typeof PROBER_SERIES;

/** Of the admission server. */
export const ADMISSION_SERIES = {
  rollout_admission_answers_total: {
    help: 'Answers to the API server: unchanged, signed, returned, put-in, break-glass, or refused with its reason.',
    kind: 'counter',
    labels: ['environment', 'outcome', 'reason'],
  },
  rollout_admission_break_glass_total: {
    help: 'How often signature or gate were passed over by a break-glass.',
    kind: 'counter',
    labels: ['environment'],
  },
  rollout_admission_duration_seconds: {
    help: 'How long an answer took.',
    kind: 'histogram',
    labels: ['outcome'],
  },
  rollout_admission_certificate_end_timestamp_seconds: {
    help: 'When the certificate that is served ends.',
    kind: 'gauge',
    labels: [],
  },
} as const satisfies Readonly<Record<string, Series>>;
export type AdmissionSeries = keyof typeof ADMISSION_SERIES;
