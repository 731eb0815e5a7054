// What goes wrong with rollouts and synthetic flows, by the series of a decision server and a prober that we write ourselves: the real ones
// take a cluster, and hours.

import { setTimeout as pause } from 'node:timers/promises';
import { DECISION_JOB, PROBER_JOB } from '../../lib/core/monitoring/rollout-series.ts';
import type { Reading } from '../../lib/core/monitoring/run-state.ts';
import { pushNow } from '../../lib/node/prometheus/push.ts';
import type { Around } from './around.ts';

const PUSH_EVERY_MS = 500;
const PUSH_DEADLINE_MS = 5_000;
const WELL_MS = 5_000;

const CANARY = { namespace: 'bench', rollout: 'shop', canary: 'h1', stable: 'h0' };
const FLOW = { environment: 'bench', flow: 'buy', target: 'root' };
const DECISIONS = ['promote', 'hold', 'abort'] as const;
const OUTCOMES = ['pass', 'fail', 'inconclusive'] as const;
/** So many canaries that are taken on make one false abort less than 2 %. */
const MANY_CANARIES = 60;

/** What the two servers show now. */
interface Shown {
  /** 0 as `up` of a job that does not answer. */
  decisionUp: 0 | 1;
  proberUp: 0 | 1;
  /** Decisions are taken, and flows are run. */
  decides: boolean;
  runs: boolean;
  decision: (typeof DECISIONS)[number];
  heldSec: number;
  paused: 0 | 1;
  outcome: (typeof OUTCOMES)[number];
  misses: boolean;
  burnRate: number;
  /** Users get answers of the canary. */
  canaryServes: boolean;
  /** Canaries besides, as `name of the canary, decision, name of the stable version`. */
  others: readonly (readonly [string, string, string])[];
}

const WELL: Readonly<Shown> = {
  decisionUp: 1,
  proberUp: 1,
  decides: true,
  runs: true,
  decision: 'promote',
  heldSec: 0,
  paused: 0,
  outcome: 'pass',
  misses: false,
  burnRate: 0,
  canaryServes: false,
  others: [],
};

/** Makes what is read of both, again and again: a counter goes up by one at each reading. */
function createServers(shown: Readonly<Shown>) {
  const counts = new Map<string, number>();
  let [decidedSec, ranSec] = [0, 0];
  const raise = (key: string, goesUp: boolean) => {
    const count = (counts.get(key) ?? 0) + (goesUp ? 1 : 0);
    counts.set(key, count);
    return count;
  };
  return (atMs: number): readonly Reading[] => {
    if (shown.decides) decidedSec = atMs / 1_000;
    if (shown.runs) ranSec = atMs / 1_000;
    const flow = (name: string, goesUp: boolean, more: Reading['labels'] = {}): Reading => ({
      name,
      labels: { ...FLOW, ...more },
      value: raise(JSON.stringify([name, more]), goesUp),
    });
    return [
      { name: 'up', labels: { job: DECISION_JOB }, value: shown.decisionUp },
      { name: 'up', labels: { job: PROBER_JOB }, value: shown.proberUp },
      { name: 'rollout_decision_taken_timestamp_seconds', labels: CANARY, value: decidedSec },
      { name: 'rollout_decision_held_seconds', labels: CANARY, value: shown.heldSec },
      ...DECISIONS.map((decision) => ({
        name: 'rollout_decision_now',
        labels: { ...CANARY, decision },
        value: Number(decision === shown.decision),
      })),
      ...shown.others.map(([canary, decision, stable]) => ({
        name: 'rollout_decision_now',
        labels: { ...CANARY, canary, stable, decision },
        value: 1,
      })),
      {
        name: 'rollout_info',
        labels: { namespace: 'bench', name: 'shop', phase: 'Paused' },
        value: shown.paused,
      },
      ...(shown.canaryServes
        ? [
            {
              name: 'aurora_http_request_duration_seconds_count',
              labels: { job: 'aurora', namespace: 'bench', hash: 'h1', route: '/v1/chat', status: '200' },
              value: raise('answers', true),
            },
          ]
        : []),
      { name: 'synthetic_flow_last_run_timestamp_seconds', labels: FLOW, value: ranSec },
      flow('synthetic_flow_due_total', true),
      flow('synthetic_flow_missed_total', shown.misses),
      ...OUTCOMES.map((outcome) =>
        flow('synthetic_flow_runs_total', shown.runs && outcome === shown.outcome, { outcome }),
      ),
      {
        name: 'synthetic_slo_burn_rate',
        labels: { environment: 'bench', slo: 'availability' },
        value: shown.burnRate,
      },
    ];
  };
}

type Row = readonly [alert: string, what: string, bad: Partial<Shown>, after?: Partial<Shown>];

const ROWS: readonly Row[] = [
  ['RolloutDecisionDown', '`up` of the decision server is 0', { decisionUp: 0 }],
  ['RolloutDecisionStale', 'no decision is taken', { decides: false }],
  ['RolloutHeld', 'held for 20 s (20 min)', { heldSec: 20, decision: 'hold' }],
  ['RolloutFrozen', 'Argo has it paused', { paused: 1 }],
  [
    'RolloutFalseAborts',
    'an aborted version is the stable one of the next; then 60 more canaries',
    {
      others: [
        ['h8', 'abort', 'h7'],
        ['h9', 'promote', 'h8'],
      ],
    },
    { others: Array.from({ length: MANY_CANARIES }, (_, n) => [`g${n}`, 'promote', 'h0'] as const) },
  ],
  ['SyntheticProberDown', '`up` of the prober is 0', { proberUp: 0 }],
  ['SyntheticProberStalled', 'no flow ends', { runs: false }],
  ['SyntheticRunsMissed', 'every run that is due is missed', { misses: true }],
  ['SyntheticFlowFails', 'every run fails', { outcome: 'fail' }],
  ['SyntheticFlowUnknown', 'no run can tell', { outcome: 'inconclusive' }],
  ['SyntheticBudgetBurnFast', 'a budget burns 20 times as fast as it may', { burnRate: 20 }],
];
/** It takes counters of the service with the hash of a version, which its own alerts would read too. */
const LAST: Row = [
  'RolloutRollbackNotTaken',
  'to be aborted, and users get its answers',
  { decision: 'abort', canaryServes: true },
];

/**
 * Plays all of them, one after the other.
 * @param serviceDone when nothing is measured of the service itself any more
 */
export async function playRolloutCauses(
  { prometheusUrl, cleanup, stop, measure }: Around,
  serviceDone: Promise<unknown>,
): Promise<void> {
  const shown: Shown = { ...WELL };
  const read = createServers(shown);
  const target = { url: prometheusUrl, credentials: undefined, token: undefined };
  const over = new AbortController();
  cleanup.add(async () => over.abort());
  const push = async () => {
    if (over.signal.aborted || stop.aborted) return;
    // What is not taken once is taken the next time.
    await pushNow(target, {}, read, PUSH_DEADLINE_MS).catch(() => {});
    setTimeout(() => void push(), PUSH_EVERY_MS).unref();
  };
  void push();
  // Without these servers the alerts that they are down fire: until they are shown, and that was seen.
  await pause(WELL_MS, undefined, { signal: stop });
  const play = ([alertname, what, bad, after = {}]: Row) => {
    const change = async (next: Partial<Shown>) => {
      Object.assign(shown, WELL, next);
      return Date.now();
    };
    return measure({
      what: `series by remote write: ${what}`,
      alerts: [{ alertname }],
      on: async () => ({ atMs: await change(bad) }),
      off: () => change(after),
    });
  };
  for (const row of ROWS) await play(row);
  await serviceDone;
  await play(LAST);
  over.abort();
}
