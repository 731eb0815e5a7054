// The chances themselves: lib/core/gates/minimum-detectable-rate.test.ts.
import { expect, test } from 'vitest';
import { computeChanceOf, computeQuantile, computeRateFor } from './binomial.ts';

test.each([
  // 0.95^58 = 0.0510 > 0.05 > 0.95^59 = 0.0485.
  [0.05, 58, 0.05, 0],
  [0.05, 59, 0.05, 1],
  [0.05, 990, 0.05, 38],
  [0.99, 60, 0.01, 3],
  [0.99, 0, 0.01, 0],
  [0.5, 150_000, 0.01, 1500],
  [0.99, 60, 0, 0],
  [0.01, 60, 1, 60],
])('%d of the distribution of %d at %d lie below %d', (probability, samples, rate, want) => {
  const hits = computeQuantile(probability, samples, rate);
  expect(hits).toBe(want);
  expect(1 - computeChanceOf(hits + 1, samples, rate)).toBeGreaterThan(probability - 1e-9);
  if (hits > 0) expect(1 - computeChanceOf(hits, samples, rate)).toBeLessThanOrEqual(probability + 1e-9);
});

test.each([
  [0, 10, 0.3, 1],
  [0, 0, 0, 1],
  [1, 0, 0.5, 0],
  [1, 10, 0, 0],
  [11, 10, 0.9, 0],
  [10, 10, 1, 1],
  [1, 59, 0.05, 1 - 0.95 ** 59],
  [2, 3, 0.5, 0.5],
])('%d or more of %d at %d come with a chance of %d', (hits, samples, rate, want) =>
  expect(computeChanceOf(hits, samples, rate)).toBeCloseTo(want, 12));

test.each([
  [0.95, 1, 59, 1 - 0.05 ** (1 / 59)],
  [0.5, 2, 3, 0.5],
])('with a chance of %d, %d of %d come of a rate of %d', (chance, hits, samples, want) =>
  expect(computeRateFor(chance, hits, samples)).toBeCloseTo(want, 12));
