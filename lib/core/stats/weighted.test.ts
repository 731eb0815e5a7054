import { quantile } from 'd3-array';
import { expect, test } from 'vitest';
import { drawUnit } from './draw.ts';
import { computeQuantiles, type Weighted } from './weighted.ts';

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

test('of nothing there is none', () => expect(computeQuantiles([], [0.5])).toEqual([undefined]));
