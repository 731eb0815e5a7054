import { quantile } from 'd3-array';
import { expect, test } from 'vitest';
import { drawUnit } from './draw.ts';
import { computeMedianOf, computeQuantiles, computeQuantilesOf, type Weighted } from './weighted.ts';

const SHARES = [0, 0.05, 0.5, 0.9, 0.95, 0.99, 1];

test.each(
  Array.from({ length: 40 }, (_, seed) => seed),
)('values of seed %d, each as often as it comes', (seed) => {
  const values = Array.from(
    { length: 1 + Math.floor(8 * drawUnit(seed, 0, 1)) },
    (_, i): Weighted => [Math.floor(20 * drawUnit(seed, i, 2)), 1 + Math.floor(5 * drawUnit(seed, i, 3))],
  );
  const all = values.flatMap(([value, times]) => Array.from({ length: times }, () => value));
  computeQuantiles(values, SHARES).forEach((found, i) => {
    expect(found).toBeCloseTo(quantile(all, SHARES[i]!)!, 9);
  });
});

test.each(
  Array.from({ length: 40 }, (_, seed) => seed),
)('values of seed %d, one of each, are left as they are', (seed) => {
  const all = Array.from({ length: 1 + seed * seed }, (_, i) => ({
    value: Math.floor(1e4 * drawUnit(seed, i, 4)) / (1 + (seed % 7)),
  }));
  const before = [...all];
  const toValue = (one: { readonly value: number }) => one.value;
  expect(computeQuantilesOf(all, toValue, SHARES)).toEqual(SHARES.map((p) => quantile(all, p, toValue)));
  expect(computeMedianOf(all, toValue)).toBe(quantile(all, 0.5, toValue));
  expect(all).toEqual(before);
});

test('of nothing there is none', () => {
  expect(computeQuantiles([], [0.5])).toEqual([undefined]);
  expect(computeQuantilesOf([], Number, [0, 0.5, 1])).toEqual([undefined, undefined, undefined]);
  expect(computeMedianOf([], Number)).toBe(0);
});
