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

/** The confidence of each of `count` intervals that all together hold with the confidence `family` (Bonferroni). */
export function computeOwnConfidence(family: number, count: number): number {
  return 1 - (1 - family) / Math.max(1, count);
}

/** Worst first, one verdict decides for all; `same` where there is none. */
export function decideOverall(verdicts: readonly Comparability[]): Exclude<Comparability, 'not_comparable'> {
  return (['worse', 'inconclusive', 'better'] as const).find((one) => verdicts.includes(one)) ?? 'same';
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
