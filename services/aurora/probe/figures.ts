// What the samples of one run add up to: counters, distributions, latencies.
import { quantileSorted } from 'd3-array';
import { toPlain } from '../../../lib/core/text/plain-text.ts';
import type { RolloutBreak } from '../answer/rollout.ts';
import type { Latencies, ProbeCounts } from './figures-schema.ts';
import type { Sample, SampleKind } from './samples.ts';

const MISMATCHES: readonly RolloutBreak[] = [
  'variant_mismatch',
  'bucket_mismatch',
  'policy_version_mismatch',
];

/** Whether a sample shows a header that differs from meta. */
export function hasMismatch(sample: Sample): boolean {
  return sample.broken.some((id) => MISMATCHES.includes(id));
}

/** Counts the samples of one run. */
export function computeCounts(samples: readonly Sample[]): ProbeCounts {
  const count = (test: (sample: Sample) => boolean) => samples.filter(test).length;
  const ofKind = (kind: SampleKind) => count((sample) => sample.kind === kind);
  const breaking = (id: RolloutBreak) => count((sample) => sample.broken.includes(id));
  const judged = ofKind('judged');
  return {
    sample_count: samples.length,
    judged_count: judged,
    failed_count: samples.length - judged,
    non_200_count: ofKind('non_200'),
    parse_error_count: ofKind('parse_error'),
    no_answer_count: ofKind('no_answer'),
    infra_flake_count: count((sample) => sample.infraFlake),
    meta_null_count: breaking('meta_missing'),
    mismatch_count: count(hasMismatch),
    variant_mismatch_count: breaking('variant_mismatch'),
    bucket_mismatch_count: breaking('bucket_mismatch'),
    policy_version_mismatch_count: breaking('policy_version_mismatch'),
    bucket_out_of_range_count: breaking('bucket_out_of_range'),
    retried_count: count((sample) => sample.attempts > 1),
    recovered_count: count((sample) => sample.attempts > 1 && sample.kind === 'judged'),
  };
}

/** Percentiles of the answered requests (d3's quantile: linear between neighbours, method R-7). */
export function computeLatencies(samples: readonly Sample[]): Latencies {
  const sorted = samples
    .filter((sample) => sample.kind !== 'no_answer')
    .map((sample) => sample.latencyMs)
    .sort((a, b) => a - b);
  const at = (share: number) => {
    const value = quantileSorted(sorted, share);
    return value === undefined ? null : Math.round(value * 10) / 10;
  };
  return { answered: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

/** What a distribution names at most; the rest is summed up under OTHERS. A hostile service can send any number of values. */
const MAX_VALUES = 20;
export const OTHERS = '(others)';

/** How often each value occurs, the most frequent first; samples without a value are left out. */
export function countValues(values: readonly (string | null)[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  return new Map([...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)));
}

/** The same for a reader: at most 20 values, long ones cut. */
export function toDistribution(counts: ReadonlyMap<string, number>): Readonly<Record<string, number>> {
  const shown = new Map<string, number>();
  let left = MAX_VALUES;
  for (const [value, count] of counts) {
    const key = left-- > 0 ? toPlain(value) : OTHERS;
    shown.set(key, (shown.get(key) ?? 0) + count);
  }
  // fromEntries makes own keys even of a value like __proto__.
  return Object.fromEntries(shown);
}

/** Counts → percent of their sum, two decimals. */
export function toPercentages(counts: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const sum = Object.values(counts).reduce((total, count) => total + count, 0);
  return Object.fromEntries(
    Object.entries(counts).map(([value, count]) => [value, Math.round((count * 10_000) / sum) / 100]),
  );
}
