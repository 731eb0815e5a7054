// The chances themselves: power-sees.test.ts.
import { expect, test } from 'vitest';
import { computeChanceOf, computeQuantile } from './binomial.ts';

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
