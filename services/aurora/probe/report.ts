// The report of one run of the probe: what schemas/rollout-probe.v1.schema.json describes.

import { toPlain } from '../../../lib/core/text/plain-text.ts';
import type { AlertResult, ProbeOutcome } from './alerts.ts';
import {
  computeCounts,
  computeLatencies,
  countValues,
  type Latencies,
  type ProbeCounts,
  toDistribution,
  toPercentages,
} from './figures.ts';
import type { Sample, SampleKind } from './samples.ts';

/** Raised when a reader of an older report would misread a newer one. */
export const PROBE_REPORT_VERSION = 1;

/** A sample that failed or broke an invariant, as a reader sees it. */
export interface Example {
  readonly sample: number;
  readonly uid: string;
  readonly kind: SampleKind;
  readonly status: number;
  readonly attempts: number;
  readonly broken: readonly string[];
  readonly detail: string;
  readonly headers: { readonly variant: string | null; readonly bucket: string | null };
  readonly excerpt: string;
}

export interface CheckRow {
  readonly id: string;
  readonly severity: string;
  readonly outcome: string;
  readonly because: string;
  readonly why: string;
  readonly action: string;
  readonly first_failure: Example | null;
}

/** What became of the state file: the run was recorded, or why not; `note` says what was odd about it, '' for nothing. */
export interface StateReport {
  readonly recorded: boolean;
  readonly note: string;
}

/** What became of the webhook. `pending` is what a reader finds while it is being delivered. */
export interface WebhookReport {
  readonly outcome: 'not_configured' | 'not_needed' | 'pending' | 'delivered' | 'failed';
  readonly attempts: number;
  /** Status of the last answer, null where there was none. */
  readonly status: number | null;
  readonly problem: string;
}

export interface ProbeReport {
  readonly schema_version: typeof PROBE_REPORT_VERSION;
  readonly run_id: string;
  /** `interrupted`: by a signal; `out_of_time`: samples were left when the time was up. */
  readonly status: 'completed' | 'interrupted' | 'out_of_time';
  readonly base: string;
  readonly embedded: boolean;
  readonly started_at: string;
  readonly finished_at: string;
  readonly lang: string;
  readonly samples_planned: number;
  readonly outcome: ProbeOutcome;
  readonly exit_code: number;
  readonly summary: ProbeCounts;
  readonly header_variant_counts: Readonly<Record<string, number>>;
  readonly header_variant_pct: Readonly<Record<string, number>>;
  readonly meta_variant_counts: Readonly<Record<string, number>>;
  readonly policy_version_counts: Readonly<Record<string, number>>;
  readonly status_counts: Readonly<Record<string, number>>;
  readonly latency_ms: Latencies;
  readonly checks: readonly CheckRow[];
  readonly triggered: readonly string[];
  readonly first_failure: Example | null;
  readonly state: StateReport;
  readonly webhook: WebhookReport;
}

/** What a run knows of itself besides its samples. */
export type ProbeFacts = Pick<
  ProbeReport,
  'run_id' | 'status' | 'base' | 'embedded' | 'started_at' | 'finished_at' | 'lang' | 'state' | 'webhook'
> & {
  readonly samplesPlanned: number;
  readonly outcome: ProbeOutcome;
  readonly exitCode: number;
};

const DETAIL_CHARS = 300;

function toExample(sample: Sample): Example {
  const short = (value: string | null) => (value === null ? null : toPlain(value));
  return {
    sample: sample.n,
    uid: sample.uid,
    kind: sample.kind,
    status: sample.status,
    attempts: sample.attempts,
    broken: sample.broken,
    detail: toPlain(sample.detail, DETAIL_CHARS),
    headers: { variant: short(sample.variant), bucket: short(sample.bucket) },
    excerpt: toPlain(sample.excerpt, DETAIL_CHARS),
  };
}

/** Samples and decisions → report. */
export function toProbeReport(
  facts: ProbeFacts,
  samples: readonly Sample[],
  alerts: readonly AlertResult[],
): ProbeReport {
  const { samplesPlanned, outcome, exitCode, ...own } = facts;
  const spread = (read: (sample: Sample) => string | null) => toDistribution(countValues(samples.map(read)));
  const variants = spread((sample) => sample.variant);
  const first = samples.find((sample) => sample.kind !== 'judged' || sample.broken.length > 0);
  return {
    schema_version: PROBE_REPORT_VERSION,
    ...own,
    samples_planned: samplesPlanned,
    outcome,
    exit_code: exitCode,
    summary: computeCounts(samples),
    header_variant_counts: variants,
    header_variant_pct: toPercentages(variants),
    meta_variant_counts: spread((sample) => sample.metaVariant),
    policy_version_counts: spread((sample) => sample.policyVersion),
    status_counts: spread((sample) => String(sample.status)),
    latency_ms: computeLatencies(samples),
    checks: alerts.map(({ firstFailure, because, ...alert }) => ({
      ...alert,
      because: toPlain(because, DETAIL_CHARS),
      first_failure: firstFailure && toExample(firstFailure),
    })),
    triggered: alerts.filter((alert) => alert.outcome === 'fired').map((alert) => alert.id),
    first_failure: first ? toExample(first) : null,
    state: own.state,
    webhook: own.webhook,
  };
}

/** What the webhook posts, where a rule fired: the report's gist, without what only a reader of the report needs. */
export function toAlertMessage(report: ProbeReport) {
  const { run_id, base, outcome, finished_at, summary, header_variant_pct, checks, first_failure } = report;
  return {
    schema_version: PROBE_REPORT_VERSION,
    type: 'aurora.rollout_probe.alert',
    severity: outcome,
    run_id,
    base,
    at: finished_at,
    alerts: checks
      .filter((check) => check.outcome === 'fired')
      .map(({ first_failure: _, ...alert }) => alert),
    summary,
    header_variant_pct,
    first_failure,
  };
}
