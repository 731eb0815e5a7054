// What is watched for drift: single readings, and the buckets that they are brought down to.
import { min, quantileSorted } from 'd3-array';
import {
  computeMedianOf,
  computeQuantiles,
  countTimes,
  hasSeveral,
  type Several,
} from '../stats/weighted.ts';

/** One reading: when, in seconds of any one clock, and how much. */
export interface Reading extends Several {
  readonly atSec: number;
  readonly value: number;
}

/** The median of their values; 0 where there are none. */
export function computeMedian(readings: readonly Reading[]): number {
  if (!hasSeveral(readings)) return computeMedianOf(readings, ({ value }) => value);
  return computeQuantiles(
    readings.map(({ value, times = 1 }) => [value, times] as const),
    [0.5],
  )[0] as number;
}

/** How a bucket stands for its readings: by their median, or by the least of them (what is left after a garbage collection). */
export type BucketBy = 'median' | 'least';

/** Theil–Sen looks at every pair: 240 buckets make 28,680. */
export const MOST_BUCKETS = 240;

/**
 * Brings readings down to buckets of equally many, so that a bucket of a thin stretch is as sure as one of a busy one, and a day
 * costs no more than an hour.
 * @param readings in any order
 * @param least the fewest readings of a bucket; what is left over goes into the last one
 */
export function toBuckets(readings: readonly Reading[], least: number, by: BucketBy): Reading[] {
  const total = countTimes(readings);
  const count = Math.min(MOST_BUCKETS, Math.floor(total / least));
  const sorted = readings.toSorted((a, b) => a.atSec - b.atSec);
  const cut = createCutter(sorted);
  return Array.from({ length: count }, (_, index) => cut(Math.floor(((index + 1) * total) / count)))
    .filter((held) => held.length > 0)
    .map((held) => ({
      atSec: quantileSorted(held, 0.5, ({ atSec }) => atSec) ?? 0,
      value: by === 'median' ? computeMedian(held) : (min(held, ({ value }) => value) ?? 0),
    }));
}

/** Gives out readings in order, each time those up to so many of all; what is told together stays together. */
function createCutter(sorted: readonly Reading[]): (upTo: number) => Reading[] {
  let next = 0;
  let given = 0;
  return (upTo) => {
    const from = next;
    while (next < sorted.length && given < upTo) {
      given += sorted[next]?.times ?? 1;
      next++;
    }
    return sorted.slice(from, next);
  };
}
