// The error budget of an objective: the share of runs that may fail within its window, and how fast that is used up. Arithmetic as
// in Google's SRE workbook, chapter 5: burn rate = share of failures / (1 - objective).
import type { FlowOutcome } from '../flows/play/flow-result.ts';

/** Runs of a stretch of time. */
export interface Bucket {
  /** Epoch milliseconds. */
  readonly startMs: number;
  readonly passed: number;
  readonly failed: number;
}

export interface Objective {
  /** The share of runs that must pass, 0..1. */
  readonly objectiveRatio: number;
  readonly windowMs: number;
}

export interface Budget {
  readonly runs: number;
  readonly failed: number;
  /** What is left of the failures that the window allows for its runs so far: 1 all, 0 none, below 0 overdrawn. */
  readonly remainingRatio: number;
  /** How many times faster than allowed failures come, over a short and a longer while. */
  readonly burn: { readonly short: number; readonly long: number };
}

/** A window is kept in so many buckets: an hour each of 30 days. */
const BUCKETS = 720;
/** The parts of a window over which burn is looked at: 1 h and 6 h of 30 days. */
const LOOKBACK = { short: 1 / 720, long: 6 / 720 } as const;
const LEAST_BUCKET_MS = 1_000;

const toBucketMs = ({ windowMs }: Objective): number =>
  Math.max(LEAST_BUCKET_MS, Math.ceil(windowMs / BUCKETS));

/** The buckets with one run more. An inconclusive run says nothing of the objective, and is not counted. */
export function addRun(
  buckets: readonly Bucket[],
  objective: Objective,
  atMs: number,
  outcome: FlowOutcome,
): readonly Bucket[] {
  if (outcome === 'inconclusive') return buckets;
  const bucketMs = toBucketMs(objective);
  const startMs = Math.floor(atMs / bucketMs) * bucketMs;
  const kept = buckets.filter(
    (bucket) => bucket.startMs > startMs - objective.windowMs && bucket.startMs <= startMs,
  );
  const last = kept.find((bucket) => bucket.startMs === startMs) ?? { startMs, passed: 0, failed: 0 };
  const failed = outcome === 'fail' ? 1 : 0;
  const grown = { startMs, passed: last.passed + 1 - failed, failed: last.failed + failed };
  return [...kept.filter((bucket) => bucket.startMs !== startMs), grown];
}

/** What is left of the budget at a moment. */
export function computeBudget(buckets: readonly Bucket[], objective: Objective, nowMs: number): Budget {
  const allowedRatio = 1 - objective.objectiveRatio;
  const whole = sumBetween(buckets, nowMs - objective.windowMs, nowMs);
  const burnOver = (ratio: number): number => {
    const lookbackMs = Math.max(objective.windowMs * ratio, toBucketMs(objective));
    const { runs, failed } = sumBetween(buckets, nowMs - lookbackMs, nowMs);
    return runs === 0 ? 0 : failed / runs / allowedRatio;
  };
  return {
    ...whole,
    remainingRatio: whole.runs === 0 ? 1 : 1 - whole.failed / (whole.runs * allowedRatio),
    burn: { short: burnOver(LOOKBACK.short), long: burnOver(LOOKBACK.long) },
  };
}

/** A bucket counts by its beginning; what a clock that was wrong left in the future does not. */
function sumBetween(
  buckets: readonly Bucket[],
  fromMs: number,
  toMs: number,
): { readonly runs: number; readonly failed: number } {
  const within = buckets.filter(({ startMs }) => startMs >= fromMs && startMs <= toMs);
  const failed = within.reduce((sum, bucket) => sum + bucket.failed, 0);
  return { failed, runs: failed + within.reduce((sum, bucket) => sum + bucket.passed, 0) };
}
