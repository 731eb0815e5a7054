// Samples of the rollout probe, typed by hand: a good one, and what can be wrong with it.
import {
  type AlertResult,
  decideAlerts,
  decideOutcome,
  type ProbeEvidence,
} from '../../services/aurora/probe/alerts.ts';
import { computeCounts } from '../../services/aurora/probe/figures.ts';
import { type ProbeFacts, toProbeReport } from '../../services/aurora/probe/report.ts';
import type { ProbeReport } from '../../services/aurora/probe/report-schema.ts';
import type { Sample } from '../../services/aurora/probe/samples.ts';
import { parseExpectedSplit } from '../../services/aurora/probe/split.ts';

/** A sample that was judged and broke nothing, with `change` made to it. */
export const toSample = (change: Partial<Sample> = {}): Sample => ({
  n: 0,
  uid: 'uid_probe_0',
  attempts: 1,
  kind: 'judged',
  status: 200,
  broken: [],
  infraFlake: false,
  detail: '',
  excerpt: '',
  latencyMs: 20,
  variant: 'v2_core',
  bucket: '7',
  policyVersion: 'p0',
  metaVariant: 'v2_core',
  ...change,
});

const UNHEARD = { variant: null, bucket: null, policyVersion: null, metaVariant: null };
export const FLAKE = toSample({
  ...UNHEARD,
  kind: 'non_200',
  status: 403,
  infraFlake: true,
  detail: 'status 403',
});
export const SERVER_ERROR = toSample({ ...UNHEARD, kind: 'non_200', status: 500, detail: 'status 500' });
export const NO_ANSWER = toSample({ ...UNHEARD, kind: 'no_answer', status: 0, detail: 'refused' });
export const PAGE = toSample({ ...UNHEARD, kind: 'parse_error', detail: 'not JSON (text/html)' });

/** `count` samples of which the first `changed.length` are those given. */
export const toRun = (count: number, changed: readonly Sample[] = []): readonly Sample[] =>
  Array.from({ length: count }, (_, n) => ({ ...(changed[n] ?? toSample()), n, uid: `uid_probe_${n}` }));

/** Users spread over variants as given, as samples. */
export const toSplitRun = (shares: Readonly<Record<string, number>>): readonly Sample[] =>
  Object.entries(shares)
    .flatMap(([variant, count]) =>
      Array.from({ length: count }, () => toSample({ variant, metaVariant: variant })),
    )
    .map((sample, n) => ({ ...sample, n, uid: `uid_probe_${n}` }));

/** What a run of ten good samples with no failing run before it is decided on, with `change` made to it. */
export const toProbeEvidence = (change: Partial<ProbeEvidence> = {}): ProbeEvidence => ({
  samples: toRun(10),
  failingRuns: [],
  expectedSplit: parseExpectedSplit('SPLIT', 'v2_core=50,legacy=50'),
  falseAlarmRatio: 0.001,
  findMissing: () => undefined,
  ...change,
});

/** The ids of the rules that fired. */
export const listFired = (alerts: readonly AlertResult[]): readonly string[] =>
  alerts.filter((alert) => alert.outcome === 'fired').map((alert) => alert.id);

/** The report of a run with these samples, with `change` made to what it says of itself. */
export function toReportOf(samples: readonly Sample[], change: Partial<ProbeFacts> = {}): ProbeReport {
  const alerts = decideAlerts(toProbeEvidence({ samples }));
  const facts: ProbeFacts = {
    run_id: 'r1',
    status: 'completed',
    base: 'embedded',
    embedded: true,
    started_at: '2027-01-15T08:00:00.000Z',
    finished_at: '2027-01-15T08:00:03.000Z',
    lang: 'EN',
    state: { recorded: true, note: '' },
    webhook: { outcome: 'not_configured', attempts: 0, status: null, problem: '' },
    samplesPlanned: 10,
    outcome: decideOutcome(alerts, computeCounts(samples)),
    exitCode: 0,
  };
  return toProbeReport({ ...facts, ...change }, samples, alerts);
}
