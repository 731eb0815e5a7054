// The form of what the samples of one run of the probe add up to: part of its report.
import { amount, closed, count, orNull, type ShapeOf } from '../../../lib/core/journal/format.ts';

export const ProbeCounts = closed('Counters of samples; the name of each ends in what it counts.', {
  sample_count: count('Samples that came to an end.'),
  judged_count: count('Answers with status 200 and a JSON object: these alone can break an invariant.'),
  failed_count: count('All others: the sum of the next three.'),
  non_200_count: count('Another status than 200.'),
  parse_error_count: count('Status 200, and no JSON object.'),
  no_answer_count: count('Nothing came back.'),
  infra_flake_count: count('Those of the failed ones that were 403, 429 or 54113.'),
  meta_null_count: count('Answers without meta.'),
  mismatch_count: count('Answers in which any header differs from meta.'),
  variant_mismatch_count: count('Answers in which the header of the variant differs from meta.'),
  bucket_mismatch_count: count('Answers in which the header of the bucket differs from meta.'),
  policy_version_mismatch_count: count(
    'Answers in which the header of the policy version differs from meta.',
  ),
  bucket_out_of_range_count: count('Answers with a bucket outside 0 to 99.'),
  retried_count: count('Samples that took more than one request.'),
  recovered_count: count('Samples that failed at first and were judged in the end.'),
});
export type ProbeCounts = ShapeOf<typeof ProbeCounts>;
export type ProbeCountId = keyof ProbeCounts;

const latencyMs = (what: string) => orNull(amount(`${what}, in ms; null where no request was answered.`));
export const Latencies = closed('Of the answered requests; percentiles by d3 (R-7).', {
  answered: count('How many.'),
  p50: latencyMs('50th percentile'),
  p95: latencyMs('95th percentile'),
  p99: latencyMs('99th percentile'),
  max: latencyMs('The slowest'),
});
export type Latencies = ShapeOf<typeof Latencies>;
