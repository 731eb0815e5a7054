import { expect, test } from 'vitest';
import { computeLogChoices } from './combinations.ts';

test.each([
  [5, 0, 1],
  [5, 5, 1],
  [12, 4, 495],
  [12, 8, 495],
  [0, 0, 1],
  [3, 4, 0],
])('of %i there are as many ways to choose %i as Pascal says: %i', (n, k, ways) => {
  expect(Math.exp(computeLogChoices(n, k))).toBeCloseTo(ways, 6);
});

test('holds what no number does', () => {
  // C(2m, m) is about 4^m / sqrt(pi m).
  expect(computeLogChoices(4000, 2000)).toBeCloseTo(2000 * Math.log(4) - Math.log(Math.PI * 2000) / 2, 3);
});
