import { describe, expect, it, test } from 'vitest';
import { computeFewestValues, findChangePoints } from './change-points.ts';
import { drawUnit } from './draw.ts';

/** Box and Muller: two even draws make a normal one. */
const drawNormal = (seed: number, n: number) =>
  Math.sqrt(-2 * Math.log(1 - drawUnit(seed, n, 1))) * Math.cos(2 * Math.PI * drawUnit(seed, n, 2));
/** A figure over nights: a level by night, and noise as a logarithm. */
const nights = (count: number, seed: number, levelOf: (n: number) => number, noise = 0.08) =>
  Array.from({ length: count }, (_, n) => levelOf(n) * Math.exp(noise * drawNormal(seed, n)));
const find = (values: readonly number[], alpha = 0.002) => findChangePoints(values, alpha, 1);

describe('a change is found', () => {
  test.each<[string, readonly number[], readonly number[]]>([
    ['a step in the middle', nights(40, 1, (n) => (n < 20 ? 300 : 400)), [20]],
    ['a step five nights ago', nights(40, 2, (n) => (n < 35 ? 300 : 500)), [35]],
    ['a step down', nights(40, 3, (n) => (n < 12 ? 300 : 200)), [12]],
    ['up and down again', nights(60, 4, (n) => (n < 20 || n >= 40 ? 300 : 450)), [20, 40]],
    ['a step of recoveries in whole seconds', [...Array(15).fill(0), ...Array(15).fill(5)], [15]],
    ['after one very odd night', nights(40, 5, (n) => (n === 3 ? 3_000 : n < 25 ? 300 : 600)), [25]],
  ])('%s', (_, values, at) => {
    expect(find(values).map(({ index }) => index)).toEqual(at);
  });

  it('with its levels before and after, and how likely chance makes it', () => {
    const [change] = find([...Array(10).fill(100), ...Array(10).fill(150)]);
    expect(change).toEqual({ index: 10, before: 100, after: 150, pValue: expect.closeTo(0.0001, 4) });
  });
});

describe('no change is found', () => {
  test.each<[string, readonly number[]]>([
    ['nothing', []],
    ['too few', [1, 1, 9, 9, 9]],
    ['no movement', Array(50).fill(300)],
    ['two odd nights at the end', [...nights(40, 1, () => 300), 3_000, 3_000]],
    ['one odd night in the middle', nights(41, 2, (n) => (n === 20 ? 9_000 : 300))],
  ])('%s', (_, values) => expect(find(values)).toEqual([]));

  // Of 300 rows at 5 % each 15 are expected; more than 27 come in one of a thousand tries.
  test.each<[string, (seed: number) => readonly number[]]>([
    ['even noise', (seed) => nights(30, seed, () => 300)],
    ['noise with a long tail', (seed) => nights(30, seed, () => 300, 0.8)],
    ['odd nights', (seed) => nights(30, seed, (n) => (drawUnit(seed, n, 7) < 0.1 ? 3_000 : 300))],
    ['whole seconds', (seed) => nights(30, seed, (n) => (drawUnit(seed, n, 7) < 0.3 ? 5 : 0), 0)],
    ['a year', (seed) => nights(365, seed, () => 300)],
  ])('more often than is said, in %s', (__, make) => {
    const marked = Array.from({ length: 300 }, (_, seed) => find(make(seed), 0.05)).filter(
      (found) => found.length > 0,
    );
    expect(marked.length).toBeLessThanOrEqual(27);
  });
});

test.each([
  [0.1, 8],
  [0.05, 9],
  [0.01, 11],
  [0.002, 14],
])('at %d, fewer than %d values tell nothing', (alpha, fewest) => {
  expect(computeFewestValues(alpha)).toBe(fewest);
  const clearest = (count: number) => Array.from({ length: count }, (_, n) => (n < count / 2 ? 1 : 1_000));
  expect(findChangePoints(clearest(fewest - 1), alpha, 1)).toEqual([]);
  expect(findChangePoints(clearest(fewest + 2), alpha, 1)).toHaveLength(1);
});
