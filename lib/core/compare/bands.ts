// How far a figure of one run may be off by chance, and the difference of two of them. One method for shares and percentiles.
import { group, quantileSorted, sum } from 'd3-array';
import jStat from 'jstat';
import { computeQuantile } from '../stats/binomial.ts';
import type { Difference } from '../stats/difference.ts';

/** A figure of a run with its band: an infinite end says that so few samples do not bound it. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** How many of `count` samples are hits, in one block of time of a stratum. */
export interface BlockCount {
  readonly stratum: string;
  readonly count: number;
  readonly hits: number;
}

/**
 * How many independent samples these are worth: calls of one second share their machine, so that a thousand of them may say no
 * more than a hundred. The variance of the share between the blocks of each stratum (Cochran, Sampling Techniques, 3rd ed.,
 * ch. 9A) over that of independent samples is the design effect (Kish 1965); few blocks tell it badly, which the ratio of the
 * normal to Student's t makes good (Korn & Graubard 1998). Never more than there are.
 */
export function computeEffectiveCount(blocks: readonly BlockCount[], confidence: number): number {
  const count = sum(blocks, (block) => block.count);
  const share = sum(blocks, (block) => block.hits) / Math.max(1, count);
  const independent = (share * (1 - share)) / Math.max(1, count);
  if (independent === 0) return count;
  const strata = group(blocks, ({ stratum }) => stratum);
  let variance = 0;
  let freedom = 0;
  for (const own of strata.values()) {
    const off = own.map((block) => (block.hits - share * block.count) / count);
    // A stratum of one block has no mean to be held against but the whole.
    const centre = own.length === 1 ? 0 : sum(off, (value) => value) / own.length;
    variance +=
      sum(off, (value) => (value - centre) ** 2) * (own.length === 1 ? 1 : own.length / (own.length - 1));
    freedom += own.length - 1;
  }
  const tail = (1 + confidence) / 2;
  const few = jStat.normal.inv(tail, 0, 1) / jStat.studentt.inv(tail, Math.max(1, freedom));
  return Math.min(count, (count / Math.max(1, variance / independent)) * few ** 2);
}

/**
 * A share (0..1) with the interval of Wilson (1927), which is right also where no hit was seen.
 * @param effective how many independent samples the `count` are worth
 */
export function computeShare(hits: number, count: number, effective: number, confidence: number): Estimate {
  if (count === 0) return { value: 0, low: 0, high: 1 };
  const value = hits / count;
  const z = jStat.normal.inv((1 + confidence) / 2, 0, 1);
  const whole = 1 + z ** 2 / effective;
  const centre = (value + z ** 2 / (2 * effective)) / whole;
  const margin = (z / whole) * Math.sqrt((value * (1 - value)) / effective + z ** 2 / (4 * effective ** 2));
  return {
    value,
    low: Math.min(value, Math.max(0, centre - margin)),
    high: Math.max(value, Math.min(1, centre + margin)),
  };
}

/**
 * A percentile with the interval of Woodruff (1952): the ranks between which the true one lies by the binomial distribution
 * (Conover, Practical Nonparametric Statistics, 3.2), which asks nothing of the shape of the latencies. Percentiles are R-7, as
 * in summary.json.
 * @param sorted ascending, none below 0; one value at least
 * @param p which percentile, 0..1
 * @param effective how many independent samples they are worth
 */
export function computePercentile(
  sorted: number[],
  p: number,
  effective: number,
  confidence: number,
): Estimate {
  const value = quantileSorted(sorted, p) ?? 0;
  const n = Math.floor(effective);
  const tail = (1 - confidence) / 2;
  const scale = sorted.length / Math.max(1, n);
  const lowRank = computeQuantile(tail, n, p);
  const highRank = computeQuantile(1 - tail, n, p) + 1;
  const at = (rank: number) => sorted[Math.min(sorted.length, Math.max(1, rank)) - 1] ?? 0;
  return {
    value,
    low: lowRank < 1 ? 0 : Math.min(value, at(Math.floor(lowRank * scale))),
    high: highRank > n ? Number.POSITIVE_INFINITY : Math.max(value, at(Math.ceil(highRank * scale))),
  };
}

/** The fewest independent samples that bound this percentile from above: the slowest of fewer may lie below it. */
export function computeFewest(p: number, confidence: number): number {
  return Math.ceil(Math.log((1 - confidence) / 2) / Math.log(p));
}

/**
 * The difference of two figures of independent runs out of their own bands, by squaring and adding: Newcombe (1998, method 10)
 * for shares, Zou & Donner (2008) for any figure.
 */
export function computeDifference(earlier: Estimate, later: Estimate): Difference {
  const middle = later.value - earlier.value;
  return {
    low: middle - Math.hypot(later.value - later.low, earlier.high - earlier.value),
    middle,
    high: middle + Math.hypot(later.high - later.value, earlier.value - earlier.low),
  };
}

/** The smallest change for the worse that this band would have shown; null where there is none. */
export function computeMinimumDetectableChange(
  { low, middle, high }: Difference,
  tolerance: number,
  better: 'lower' | 'higher',
): number | null {
  const change = tolerance + (better === 'lower' ? middle - low : high - middle);
  return Number.isFinite(change) ? change : null;
}
