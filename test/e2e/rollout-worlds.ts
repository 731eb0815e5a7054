// The worlds of the alerts on rollouts and synthetic flows, and those that are easily got wrong.
import { DECISION_JOB, PROBER_JOB } from '../../lib/core/monitoring/rollout-series.ts';
import { type AlertCase, type Stretch, toCase } from './alert-cases.ts';
import { type AlertWorld, at, up, type World } from './alert-worlds.ts';

const toCanary = (hash: string) => `namespace="n",rollout="r",canary="${hash}",stable="s"`;
const CANARY = toCanary('c');

const decided = (decision: string, value = 1, canary = CANARY): World => ({
  [`rollout_decision_now{${canary},decision="${decision}"}`]: at(value),
});
const held = (sec: number): World => ({ [`rollout_decision_held_seconds{${CANARY}}`]: at(sec) });
const answers = (hash: string, perMin: number): World => ({
  [`aurora_http_request_duration_seconds_count{job="aurora",namespace="n",hash="${hash}",route="/v1/chat",status="200"}`]:
    up(perMin),
});
const isUp = (job: string, value: number): World => ({ [`up{job="${job}"}`]: at(value) });

/** The alerts on the decision and on what becomes of it. The clock of promtool begins at 0. */
const DECISION_WORLDS: readonly AlertWorld[] = [
  {
    alert: 'RolloutDecisionDown',
    bad: isUp(DECISION_JOB, 0),
    good: isUp(DECISION_JOB, 1),
    holdMin: 3,
    recoverMin: 3,
    kind: 'missing',
  },
  {
    alert: 'RolloutDecisionStale',
    bad: { [`rollout_decision_taken_timestamp_seconds{${CANARY}}`]: at(0) },
    good: { [`rollout_decision_taken_timestamp_seconds{${CANARY}}`]: at(3_600) },
    holdMin: 6,
    recoverMin: 3,
    kind: 'gauge',
  },
  {
    alert: 'RolloutHeld',
    bad: { ...held(1_000), ...decided('hold') },
    good: { ...held(1_000), ...decided('hold', 0) },
    holdMin: 3,
    recoverMin: 3,
    kind: 'gauge',
  },
  {
    alert: 'RolloutFrozen',
    bad: { 'rollout_info{namespace="n",name="r",phase="Paused"}': at(1) },
    good: { 'rollout_info{namespace="n",name="r",phase="Paused"}': at(0) },
    holdMin: 63,
    recoverMin: 3,
    kind: 'gauge',
  },
  {
    alert: 'RolloutRollbackNotTaken',
    labels: { hash: 'c' },
    bad: { ...decided('abort'), ...answers('c', 60) },
    good: { ...decided('abort', 0), ...answers('c', 60) },
    over: { ...decided('abort'), ...answers('c', 0) },
    holdMin: 6,
    recoverMin: 5,
  },
  {
    alert: 'RolloutFalseAborts',
    // Aborted once, and what another canary is compared with later.
    bad: {
      ...decided('abort'),
      'rollout_decision_now{namespace="n",rollout="r",canary="d",stable="c",decision="hold"}': at(1),
    },
    good: {
      ...decided('abort', 0),
      'rollout_decision_now{namespace="n",rollout="r",canary="d",stable="c",decision="hold"}': at(1),
    },
    // It is told until the quarter is over: nothing lets it go but ninety days.
    over: {},
    holdMin: 3,
    recoverMin: 3,
    kind: 'lasting',
  },
];

const FLOW = 'environment="prod",flow="f"';
const runs = (outcome: string, perMin: number): World => ({
  [`synthetic_flow_runs_total{${FLOW},slo="availability",outcome="${outcome}"}`]: up(perMin),
});

const SYNTHETIC_WORLDS: readonly AlertWorld[] = [
  {
    alert: 'SyntheticProberDown',
    bad: isUp(PROBER_JOB, 0),
    good: isUp(PROBER_JOB, 1),
    holdMin: 3,
    recoverMin: 3,
    kind: 'missing',
  },
  {
    alert: 'SyntheticProberStalled',
    bad: { [`synthetic_flow_last_run_timestamp_seconds{${FLOW}}`]: at(0) },
    good: { [`synthetic_flow_last_run_timestamp_seconds{${FLOW}}`]: at(36_000) },
    holdMin: 18,
    recoverMin: 3,
    kind: 'gauge',
  },
  {
    alert: 'SyntheticRunsMissed',
    bad: {
      [`synthetic_flow_due_total{${FLOW}}`]: up(100),
      [`synthetic_flow_missed_total{${FLOW}}`]: up(3),
    },
    good: {
      [`synthetic_flow_due_total{${FLOW}}`]: up(100),
      [`synthetic_flow_missed_total{${FLOW}}`]: up(0.1),
    },
    holdMin: 10,
    recoverMin: 70,
  },
  {
    alert: 'SyntheticFlowFails',
    labels: { flow: 'f' },
    bad: { ...runs('fail', 1), ...runs('pass', 0.2) },
    good: { ...runs('fail', 0), ...runs('pass', 1) },
    holdMin: 10,
    recoverMin: 20,
  },
  {
    alert: 'SyntheticFlowUnknown',
    labels: { flow: 'f' },
    bad: { ...runs('inconclusive', 1), ...runs('pass', 0) },
    good: { ...runs('inconclusive', 1), ...runs('pass', 1) },
    holdMin: 12,
    recoverMin: 5,
  },
  {
    alert: 'SyntheticBudgetBurnFast',
    bad: { 'synthetic_slo_burn_rate{environment="prod",slo="availability",lookback="short"}': at(20) },
    good: { 'synthetic_slo_burn_rate{environment="prod",slo="availability",lookback="short"}': at(1) },
    holdMin: 4,
    recoverMin: 3,
    kind: 'gauge',
  },
];

export const ROLLOUT_WORLDS: readonly AlertWorld[] = [...DECISION_WORLDS, ...SYNTHETIC_WORLDS];

type Row = readonly [alert: string, what: string, stretches: readonly Stretch[], fires: boolean];
const ROWS: readonly Row[] = [
  [
    'RolloutRollbackNotTaken',
    'is silent where only the stable version answers',
    [{ world: { ...decided('abort'), ...answers('s', 60) }, min: 8 }],
    false,
  ],
  [
    'RolloutRollbackNotTaken',
    'fires for a version that was promoted and is to be rolled back',
    [{ world: { ...decided('rollback'), ...answers('c', 60) }, min: 8 }],
    true,
  ],
  [
    'RolloutRollbackNotTaken',
    'gives an abort its time',
    [
      { world: { ...decided('promote'), ...answers('c', 60) }, min: 5 },
      { world: { ...decided('promote', 0), ...decided('abort'), ...answers('c', 60) }, min: 1 },
    ],
    false,
  ],
  [
    'RolloutHeld',
    'is silent for a canary that stands and is not held',
    [{ world: { ...held(5_000), ...decided('promote') }, min: 5 }],
    false,
  ],
  [
    'RolloutFrozen',
    'is silent for the pause of a step',
    [{ world: { 'rollout_info{namespace="n",name="r",phase="Paused"}': at(1) }, min: 30 }],
    false,
  ],
  [
    'RolloutFalseAborts',
    'is silent for an abort of what never came back',
    [{ world: { ...decided('abort'), ...decided('promote', 1, toCanary('e')) }, min: 5 }],
    false,
  ],
  [
    'SyntheticFlowFails',
    'is silent for a flow that fails now and then',
    [{ world: { ...runs('fail', 0.5), ...runs('pass', 1) }, min: 30 }],
    false,
  ],
  ['SyntheticFlowFails', 'fires for a flow that never passed', [{ world: runs('fail', 1), min: 10 }], true],
];
export const ROLLOUT_ODDITIES: readonly AlertCase[] = ROWS.map(([alert, what, stretches, fires]) =>
  toCase({ alert }, what, stretches, fires),
);
