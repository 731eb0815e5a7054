// Latencies counted in bins that grow by a constant factor, so that two counts can be added and any percentile be read off.
// Method: DDSketch, Masson, Rim & Lee, "DDSketch: a fast and fully-mergeable quantile sketch with relative-error guarantees", VLDB 2019.

/** A percentile is read off to within this share of the value at its rank, or to within 1 ms where that is more. */
export const LATENCY_ERROR = 0.025;

/** Each bin is wider than the one before by this: γ = (1 + α) / (1 − α) of the paper. */
const GROWTH = (1 + LATENCY_ERROR) / (1 - LATENCY_ERROR);
const LOG_GROWTH = Math.log(GROWTH);
/** Slower answers count as this slow: four times the longest time-out, and an end to the number of bins. */
export const MAX_MS = 60_000;
/** How many bins there can be. */
export const MAX_BINS = Math.ceil(Math.log(MAX_MS) / LOG_GROWTH) + 1;

/** Answers by bin. Bin 0 holds up to 1 ms, bin i up to γ^i ms. */
export type Histogram = Map<number, number>;

/** As JSON: how far to the next bin that holds something, how many it holds, and so on. */
export type HistogramData = readonly number[];

/** Counts one answer, or so many alike. What is no time at all (NaN, negative) counts as 0 ms. */
export function addLatency(histogram: Histogram, durationMs: number, times = 1): void {
  const ms = Math.min(MAX_MS, durationMs);
  const bin = ms > 1 ? Math.ceil(Math.log(ms) / LOG_GROWTH) : 0;
  histogram.set(bin, (histogram.get(bin) ?? 0) + times);
}

/** Adds the answers of `other` to `histogram`: the same bins as if both had been counted in one. */
export function mergeHistogram(histogram: Histogram, other: Iterable<readonly [number, number]>): void {
  for (const [bin, count] of other) histogram.set(bin, (histogram.get(bin) ?? 0) + count);
}

/** Writes down a histogram. */
export function toHistogramData(histogram: Histogram): number[] {
  const data: number[] = [];
  let last = 0;
  for (const [bin, count] of [...histogram].sort(([a], [b]) => a - b)) {
    data.push(bin - last, count);
    last = bin;
  }
  return data;
}

/** Reads what `toHistogramData` wrote. */
export function parseHistogramData(data: HistogramData): Histogram {
  const histogram: Histogram = new Map();
  let bin = 0;
  for (let i = 0; i + 1 < data.length; i += 2) {
    bin += data[i] ?? 0;
    histogram.set(bin, data[i + 1] ?? 0);
  }
  return histogram;
}

/** How many answers were counted. */
export function countLatencies(data: HistogramData): number {
  let count = 0;
  for (let i = 1; i < data.length; i += 2) count += data[i] ?? 0;
  return count;
}

/**
 * Percentiles in ms, each within `LATENCY_ERROR` of the value at its rank; null where nothing was counted.
 * @param shares which, 0..1, in rising order
 */
export function computePercentiles(data: HistogramData, shares: readonly number[]): (number | null)[] {
  const total = countLatencies(data);
  if (total === 0) return shares.map(() => null);
  let at = 0;
  let bin = data[0] ?? 0;
  let seen = data[1] ?? 0;
  return shares.map((share) => {
    const rank = share * (total - 1);
    while (seen <= rank && at + 3 < data.length) {
      at += 2;
      bin += data[at] ?? 0;
      seen += data[at + 1] ?? 0;
    }
    return toMiddleMs(bin);
  });
}

/** The value of a bin that is off by no more than `LATENCY_ERROR` from anything in it. */
export function toMiddleMs(bin: number): number {
  return bin === 0 ? 1 : (2 * GROWTH ** bin) / (GROWTH + 1);
}
