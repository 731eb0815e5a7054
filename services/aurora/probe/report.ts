// The report of one run of the probe: samples and decisions put together.

import { toPlain } from '../../../lib/core/text/plain-text.ts';
import type { AlertResult } from './alerts.ts';
import { computeCounts, computeLatencies, countValues, toDistribution, toPercentages } from './figures.ts';
import type { Example, ProbeOutcome, ProbeReport } from './report-schema.ts';
import type { Sample } from './samples.ts';

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
  const { outcome: ofMeta } = alerts.find(({ id }) => id === 'meta_missing') ?? {};
  const first = samples.find(
    ({ kind, broken }) => kind !== 'judged' || (broken.length > 0 && ofMeta !== 'left_out'),
  );
  return {
    schema_version: 2,
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

/**
 * What the webhook posts, where a rule fired: the report's gist, without what only a reader of the report needs. Its version is
 * its own: what it holds of a report is as it was in version 1.
 */
export function toAlertMessage(report: ProbeReport) {
  const { run_id, base, outcome, finished_at, summary, header_variant_pct, checks, first_failure } = report;
  return {
    schema_version: 1,
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
