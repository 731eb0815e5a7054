// The gate's own rows are in thresholds/gates.test.ts; here: what is counted, and how sure the gate is.
import { expect, test } from 'vitest';
import { toAnswers } from '../../test/answers.ts';
import { computeChanceOf } from './binomial.ts';
import { assessCalm, countCalm, selectCalm } from './calm.ts';

const fails = (answers: number, degraded: number) =>
  assessCalm({ answers, degraded }, 0.01, false).outcome === 'fail';
/** The fewest degraded answers that fail. */
const toCritical = (answers: number) => {
  let degraded = 0;
  while (!fails(answers, degraded)) degraded++;
  return degraded;
};

test.each([20, 60, 1000, 20_000])('a service at its bound fails less than once in 100 runs of %d', (n) =>
  expect(computeChanceOf(toCritical(n), n, 0.01)).toBeLessThan(0.01));

test('at the least number of answers, a service that degrades three in ten is caught nineteen times in twenty', () => {
  expect(assessCalm({ answers: 19, degraded: 0 }, 0.01, false).outcome).toBe('inconclusive');
  expect(computeChanceOf(toCritical(20), 20, 0.3)).toBeGreaterThan(0.95);
});

test('counted are answers of calm that meet no toxic', () => {
  const answers = [
    ...toAnswers({ from: 0, to: 10, perSec: 1, degraded: (i) => i === 3 }),
    ...toAnswers({ from: 9.5, to: 10, perSec: 1, ms: () => 1000, degraded: () => true }),
    ...toAnswers({ from: 10, to: 20, perSec: 1, degraded: () => true }),
    ...toAnswers({ from: 20, to: 25, perSec: 1, phase: 'spike', degraded: () => true }),
    ...toAnswers({ from: 20, to: 25, perSec: 1 }),
  ];
  expect(countCalm(selectCalm(answers, [{ fromSec: 10, toSec: 20 }]))).toEqual({ answers: 15, degraded: 1 });
});
