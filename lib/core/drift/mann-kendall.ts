// Whether a series climbs by more than chance: the Mann–Kendall test, which asks nothing of how its values are distributed.
import jStat from 'jstat';

/** The score of a series: how many more pairs climb than fall, and its variance where there is no trend. */
export interface TrendScore {
  readonly score: number;
  readonly variance: number;
}

/**
 * The score S and its variance with ties, after Mann (Econometrica 13 (1945) 245–259) and Kendall ("Rank Correlation Methods",
 * 1975).
 */
export function computeTrendScore(values: readonly number[]): TrendScore {
  const n = values.length;
  let score = 0;
  for (const [index, value] of values.entries())
    for (let next = index + 1; next < n; next++) score += Math.sign((values[next] ?? 0) - value);
  const ties = new Map<number, number>();
  for (const value of values) ties.set(value, (ties.get(value) ?? 0) + 1);
  const toVariance = (count: number) => (count * (count - 1) * (2 * count + 5)) / 18;
  const tied = [...ties.values()].reduce((sum, count) => sum + toVariance(count), 0);
  return { score, variance: toVariance(n) - tied };
}

/**
 * The chance (0..1) of a score so high where nothing climbs, one-sided, with Kendall's correction for continuity. The scores of
 * pieces add up, as those of seasons do (Hirsch, Slack & Smith, Water Resour. Res. 18 (1982) 107–121).
 * @param varianceFactor what autocorrelation makes of the variance: `computeVarianceFactor`
 */
export function computeTrendChance(scores: readonly TrendScore[], varianceFactor = 1): number {
  const score = scores.reduce((sum, one) => sum + one.score, 0);
  const variance = scores.reduce((sum, one) => sum + one.variance, 0) * varianceFactor;
  if (variance === 0) return 1;
  return jStat.normal.cdf(-(score - Math.sign(score)) / Math.sqrt(variance), 0, 1);
}
