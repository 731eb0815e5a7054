// Values of which some stand for many: how many they are, and what a percentile is where answers were counted in bins.

import { min, quickselect } from 'd3-array';

/** What may stand for several that are told together: how many they are; left out of one. */
export interface Several {
  readonly times?: number;
}

/** How many they are, all of them. */
export function countTimes(all: readonly Several[]): number {
  let sum = 0;
  for (const { times = 1 } of all) sum += times;
  return sum;
}

/** True where some of them are told together, so that their values are near, and not exact. */
export const hasSeveral = (all: readonly Several[]): boolean => all.some(({ times }) => times !== undefined);

/**
 * Quantiles of one value of each, linear between the closest ranks (type 7 of Hyndman & Fan, 1996); undefined where there is none. A day
 * has half a million: to select takes a tenth of the time of sorting.
 * @param shares 0..1
 */
export function computeQuantilesOf<T>(
  all: readonly T[],
  toValue: (one: T) => number,
  shares: readonly number[],
): (number | undefined)[] {
  const values = new Float64Array(all.length);
  for (let i = 0; i < all.length; i++) values[i] = toValue(all[i] as T);
  return shares.map((share) => {
    const rank = share * (values.length - 1);
    const at = Math.floor(rank);
    const value = values.length === 0 ? undefined : quickselect(values, at)[at];
    const next = min(values.subarray(at + 1)) ?? value;
    return value === undefined || next === undefined ? undefined : value + (next - value) * (rank - at);
  });
}

/** The median of one value of each; 0 where there are none. */
export const computeMedianOf = <T>(all: readonly T[], toValue: (one: T) => number): number =>
  computeQuantilesOf(all, toValue, [0.5])[0] ?? 0;

/** A value, and how often it comes. */
export type Weighted = readonly [value: number, times: number];

/**
 * Quantiles as d3's `quantile` computes them of each value written out as often as it comes (type 7 of Hyndman & Fan, 1996);
 * undefined where there is none.
 * @param shares 0..1, in rising order
 */
export function computeQuantiles(
  values: Iterable<Weighted>,
  shares: readonly number[],
): (number | undefined)[] {
  const sorted = [...values].sort(([a], [b]) => a - b);
  const total = sorted.reduce((sum, [, times]) => sum + times, 0);
  let i = 0;
  let seen = sorted[0]?.[1] ?? 0;
  return shares.map((share) => {
    const rank = share * (total - 1);
    while (seen <= Math.floor(rank) && i + 1 < sorted.length) {
      i++;
      seen += sorted[i]?.[1] ?? 0;
    }
    const value = sorted[i]?.[0];
    const next = seen > Math.floor(rank) + 1 ? value : (sorted[i + 1]?.[0] ?? value);
    return value === undefined || next === undefined
      ? undefined
      : value + (next - value) * (rank - Math.floor(rank));
  });
}
