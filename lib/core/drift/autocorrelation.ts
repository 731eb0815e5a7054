// How much less a series says than so many independent values would, since each is like the one before.

/** A series that hardly forgets says next to nothing; nearer to 1 the sum below no longer tells how little. */
const MOST_CORRELATED = 0.98;

/**
 * By how much the variance of a trend's score grows where neighbours are alike: n/n* of Yue & Wang, Water Resour. Manage. 18
 * (2004) 201–218, for noise whose correlation falls off by the same factor at each step. The correlation is that of the ranks of
 * what is left beside the trend, made larger by what short series hide of it (Marriott & Pope, Biometrika 41 (1954) 390–402).
 * @param noise the series without its trend
 * @returns 1 and above: neighbours that repel one another are not taken to say more
 */
export function computeVarianceFactor(noise: readonly number[]): number {
  const n = noise.length;
  if (n < 6) return 1;
  const seen = computeCorrelation(toRanks(noise));
  const r = Math.min(MOST_CORRELATED, Math.max(0, (n * seen + 1) / (n - 4)));
  let factor = 1;
  for (let lag = 1; lag < n; lag++) factor += 2 * (1 - lag / n) * r ** lag;
  return factor;
}

/** Ranks from 0; equal values share the mean of theirs. */
function toRanks(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const ranks = values.map(() => 0);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to] ?? 0] === values[order[from] ?? 0]) to++;
    for (const index of order.slice(from, to)) ranks[index] = (from + to - 1) / 2;
    from = to;
  }
  return ranks;
}

/** The correlation of each value with the next. */
function computeCorrelation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let together = 0;
  let alone = 0;
  for (const [index, value] of values.entries()) {
    alone += (value - mean) ** 2;
    const next = values[index + 1];
    if (next !== undefined) together += (value - mean) * (next - mean);
  }
  return alone === 0 ? 0 : together / alone;
}
