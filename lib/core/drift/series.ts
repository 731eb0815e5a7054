// What is watched for drift: single readings, and the buckets that they are brought down to.
import { median, min } from 'd3-array';

/** One reading: when, in seconds of any one clock, and how much. */
export interface Reading {
  readonly atSec: number;
  readonly value: number;
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
  const count = Math.min(MOST_BUCKETS, Math.floor(readings.length / least));
  const sorted = readings.toSorted((a, b) => a.atSec - b.atSec);
  return Array.from({ length: count }, (_, index) => {
    const held = sorted.slice(
      Math.floor((index * sorted.length) / count),
      Math.floor(((index + 1) * sorted.length) / count),
    );
    const pick = by === 'median' ? median<Reading> : min<Reading, number>;
    return {
      atSec: median(held, ({ atSec }) => atSec) ?? 0,
      value: pick(held, ({ value }) => value) ?? 0,
    };
  });
}
