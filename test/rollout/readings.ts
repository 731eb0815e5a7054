// What a rollout looks like in Prometheus: a reading of every series of the decision server, the prober and the admission server, of two versions of the
// service, and of what is recorded of them.

import {
  ADMISSION_JOB,
  ADMISSION_SERIES,
  DECISION_JOB,
  DECISION_SERIES,
  PROBER_JOB,
  PROBER_SERIES,
} from '../../lib/core/monitoring/rollout-series.ts';
import type { Reading } from '../../lib/core/monitoring/run-state.ts';
import { MONITORED } from '../../services/aurora/monitoring.ts';

const VALUES: Readonly<Record<string, string>> = {
  namespace: 'n',
  rollout: 'r',
  canary: 'c',
  stable: 's',
  decision: 'hold',
  source: 'prometheus',
  environment: 'prod',
  flow: 'f',
  slo: 'availability',
  outcome: 'pass',
  lookback: 'short',
};
const toLabels = (names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, VALUES[name] ?? 'x']));

const ofServers: readonly Reading[] = Object.entries({
  ...DECISION_SERIES,
  ...PROBER_SERIES,
  ...ADMISSION_SERIES,
}).flatMap(([name, { kind, labels }]): readonly Reading[] => {
  const own = toLabels(labels);
  if (kind !== 'histogram') return [{ name, labels: own, value: 10 }];
  return ['0.5', '+Inf'].map((le) => ({ name: `${name}_bucket`, labels: { ...own, le }, value: 10 }));
});

const OUTCOMES = ['pass', 'fail', 'inconclusive'].map(
  (outcome): Reading => ({
    name: 'synthetic_flow_runs_total',
    labels: { ...toLabels(PROBER_SERIES.synthetic_flow_runs_total.labels), outcome },
    value: 10,
  }),
);

/** Both versions get answers. */
const ofVersions: readonly Reading[] = ['c', 's'].flatMap((hash) => {
  const labels = { job: MONITORED.job, namespace: 'n', hash, route: '/v1/chat' };
  const name = 'aurora_http_request_duration_seconds';
  return [
    { name: `${name}_count`, labels: { ...labels, status: '200' }, value: 10 },
    ...['8', '+Inf'].map((le) => ({ name: `${name}_bucket`, labels: { ...labels, le }, value: 10 })),
  ];
});

const ofRules: readonly Reading[] = [
  ...MONITORED.slos.map(({ id }) => ({
    name: 'aurora:cohort_error_ratio:5m',
    labels: { slo: id, namespace: 'n', hash: 'c' },
    value: 0.01,
  })),
  { name: 'rollout:rollback_pending:on', labels: { namespace: 'n', rollout: 'r', hash: 'c' }, value: 1 },
  { name: 'rollout:false_abort_ratio:90d', labels: {}, value: 0.01 },
  { name: 'rollout_info', labels: { namespace: 'n', name: 'r', phase: 'Paused' }, value: 1 },
  {
    name: 'apiserver_admission_webhook_rejection_count',
    labels: { name: 'prod.aurora-admission.aurora-gate.dev', error_type: 'calling_webhook_error' },
    value: 10,
  },
  {
    name: 'rollout_admission_answers_total',
    labels: { environment: 'prod', outcome: 'refused', reason: 'unsigned' },
    value: 10,
  },
  ...[DECISION_JOB, PROBER_JOB, ADMISSION_JOB].map((job) => ({ name: 'up', labels: { job }, value: 1 })),
];

const seen = new Map(
  [...ofServers, ...OUTCOMES, ...ofVersions, ...ofRules].map((one) => [
    JSON.stringify([one.name, one.labels]),
    one,
  ]),
);
/** Each series once. */
export const ROLLOUT_READINGS: readonly Reading[] = [...seen.values()];
