// What every comparison of two runs has in common: a difference with its interval, the words for it, and which word wins.

/** What is said of one figure, and of all together, where the runs can be compared at all. */
export const COMPARED = ['better', 'same', 'worse', 'inconclusive'] as const;
export const COMPARABILITIES = [...COMPARED, 'not_comparable'] as const;
export type Comparability = (typeof COMPARABILITIES)[number];

/** A difference, later less earlier, in the unit of its metric. Infinite ends: nothing bounds it on that side. */
export interface Difference {
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}

/** What a difference is held against. */
export interface Margin {
  /** Smaller changes do not matter. In the unit of the difference, 0 or above. */
  readonly tolerance: number;
  readonly better: 'lower' | 'higher';
  /**
   * What a band is called that allows no difference as well as one beyond the tolerance: none was shown, and none ruled out. `same` is
   * for a report that says beside it which change it would have shown.
   */
  readonly unshown: 'same' | 'inconclusive';
}

/**
 * Decides what a difference says, by the whole of its band: `worse` or `better` where all of it lies beyond the tolerance, `same`
 * where all of it lies within. A band with 0 in it that reaches beyond the tolerance is what `unshown` calls it. Every other one is
 * `inconclusive`: it leaves 0 out and lies on both sides of the tolerance, so that there is a difference and nobody can tell whether
 * it matters; or one of its ends is infinite, or no number.
 */
export function decideDifference(
  { low, high }: Pick<Difference, 'low' | 'high'>,
  { tolerance, better, unshown }: Margin,
): Exclude<Comparability, 'not_comparable'> {
  if (Number.isNaN(low) || Number.isNaN(high)) return 'inconclusive';
  if (low > tolerance) return better === 'lower' ? 'worse' : 'better';
  if (high < -tolerance) return better === 'lower' ? 'better' : 'worse';
  if (low >= -tolerance && high <= tolerance) return 'same';
  return low <= 0 && high >= 0 && [low, high].every(Number.isFinite) ? unshown : 'inconclusive';
}

/** The confidence of each of `count` intervals that all together hold with the confidence `family` (Bonferroni). */
export function computeOwnConfidence(family: number, count: number): number {
  return 1 - (1 - family) / Math.max(1, count);
}

/** Worst first, one verdict decides for all; `same` where there is none. */
export function decideOverall(verdicts: readonly Comparability[]): Exclude<Comparability, 'not_comparable'> {
  return (['worse', 'inconclusive', 'better'] as const).find((one) => verdicts.includes(one)) ?? 'same';
}

/** What a comparison comes to as an outcome: only a run that is worse fails, and one that cannot be compared tells nothing. */
export function toComparedOutcome(verdict: Comparability): 'pass' | 'fail' | 'inconclusive' {
  switch (verdict) {
    case 'better':
    case 'same':
      return 'pass';
    case 'worse':
      return 'fail';
    case 'inconclusive':
    case 'not_comparable':
      return 'inconclusive';
  }
}

/** What must be alike in two runs, by name. */
export type Setup = Readonly<Record<string, string>>;

/** In what the set-up of two runs differs, in half a sentence each. */
export function listOther(earlier: Setup, later: Setup): readonly string[] {
  return Object.entries(later).flatMap(([name, value]) => {
    const before = earlier[name] ?? 'nothing';
    return before === value ? [] : [`different ${name}: ${before} then, ${value} now`];
  });
}
