// Values of which some stand for many: how many they are, and what a percentile is where answers were counted in bins.

/** What may stand for several that are told together: how many they are; left out of one. */
export interface Several {
  readonly times?: number;
}

/** How many they are, all of them. */
export const countTimes = (all: readonly Several[]): number =>
  all.reduce((sum, { times = 1 }) => sum + times, 0);

/** True where some of them are told together, so that their values are near, and not exact. */
export const hasSeveral = (all: readonly Several[]): boolean => all.some(({ times }) => times !== undefined);

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
