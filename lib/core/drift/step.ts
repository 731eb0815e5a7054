// Where a series takes its greatest step up: a step, as after a deployment, is no drift.

/**
 * The first index after the greatest step up: that of Pettitt's statistic, Appl. Statist. 28 (1979) 126–135, for a rise. It
 * finds the middle of a series that climbs steadily; what lies on the same side of it still climbs, where behind a step it does not.
 * @returns 0 where no split lies higher after it than before
 */
export function findStepUp(values: readonly number[]): number {
  let best = 0;
  let bestAt = 0;
  for (let at = 1, rank = 0; at < values.length; at++) {
    const moved = values[at - 1] ?? 0;
    // Each value that crosses over to the left is compared with all others once: the sum over pairs of left and right.
    for (const other of values) rank += Math.sign(other - moved);
    if (rank > best) {
      best = rank;
      bestAt = at;
    }
  }
  return bestAt;
}

/** The pieces of a series before and after its greatest step up; one piece where there is none. */
export function splitAtStep<T extends { readonly value: number }>(series: readonly T[]): readonly T[][] {
  const at = findStepUp(series.map(({ value }) => value));
  return [series.slice(0, at), series.slice(at)].filter(({ length }) => length > 1);
}
