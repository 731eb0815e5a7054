import { describe, expect, it, test } from 'vitest';
import { drawUnit } from './draw.ts';
import { selectRank } from './select.ts';

/** Numbers of a few kinds: all apart, many alike, in order, in reverse, all the same. */
const KINDS: Readonly<Record<string, (i: number, count: number, seed: number) => number>> = {
  'apart from each other': (i, _, seed) => drawUnit(seed, i, 1),
  'often alike': (i, _, seed) => Math.floor(5 * drawUnit(seed, i, 2)) - 2,
  'in order': (i) => i,
  'in reverse': (i, count) => count - i,
  'all the same': () => 7,
};

describe.each(Object.entries(KINDS))('of values %s', (_, toValue) => {
  it.each([
    1, 2, 3, 10, 599, 600, 601, 5_000,
  ])('%d of them: the one at its rank, and none on the wrong side', (count) => {
    const all = Float64Array.from({ length: count }, (_value, i) => toValue(i, count, count));
    const sorted = all.toSorted();
    const ranks = [0, 0.25, 0.5, 0.95, 1].map((share) => Math.floor(share * (count - 1)));
    for (const rank of ranks) {
      const values = all.slice();
      expect(selectRank(values, rank)).toBe(sorted[rank]);
      expect(values.subarray(0, rank).every((value) => value <= (sorted[rank] as number))).toBe(true);
      expect(values.subarray(rank).every((value) => value >= (sorted[rank] as number))).toBe(true);
      expect(values.toSorted()).toEqual(sorted);
    }
  });
});

test('of nothing there is none', () => {
  expect(selectRank(new Float64Array(), 0)).toBeUndefined();
});
