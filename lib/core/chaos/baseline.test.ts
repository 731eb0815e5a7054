// The gate's own rows are in thresholds/gates.test.ts; here: what is counted, and how sure the gate is.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toAnswers } from '../../../test/runs/answers.ts';
import { computeChanceOf } from '../stats/binomial.ts';
import { toOrdered } from './answers.ts';
import { assessBaseline, countBaseline, createBaselineAnswers, selectBaseline } from './baseline.ts';

const fails = (answers: number, degraded: number) =>
  assessBaseline(true, { answers, degraded }, 0.01, false).outcome === 'fail';
/** The fewest degraded answers that fail. */
const toCritical = (answers: number) => {
  let degraded = 0;
  while (!fails(answers, degraded)) degraded++;
  return degraded;
};

test.each([20, 60, 1000, 20_000])('a service at its bound fails less than once in 100 runs of %d', (n) =>
  expect(computeChanceOf(toCritical(n), n, 0.01)).toBeLessThan(0.01));

test('at the least number of answers, a service that degrades three in ten is caught nineteen times in twenty', () => {
  expect(assessBaseline(true, { answers: 19, degraded: 0 }, 0.01, false).outcome).toBe('inconclusive');
  expect(computeChanceOf(toCritical(20), 20, 0.3)).toBeGreaterThan(0.95);
});

test('counts the baseline answers that meet no toxic', () => {
  const answers = [
    ...toAnswers({ from: 0, to: 10, perSec: 1, degraded: (i) => i === 3 }),
    ...toAnswers({ from: 9.5, to: 10, perSec: 1, ms: () => 1000, degraded: () => true }),
    ...toAnswers({ from: 10, to: 20, perSec: 1, degraded: () => true }),
    ...toAnswers({ from: 20, to: 25, perSec: 1, phase: 'spike', degraded: () => true }),
    ...toAnswers({ from: 20, to: 25, perSec: 1 }),
  ];
  expect(countBaseline(selectBaseline(answers, [{ fromSec: 10, toSec: 20 }]))).toEqual({
    answers: 15,
    degraded: 1,
  });
});

test('from toxic to toxic it is what a look at all answers would give', () => {
  const second = fc.integer({ min: 0, max: 60 });
  const calls = fc.array(fc.record({ second, ms: fc.integer({ min: 0, max: 9000 }), spike: fc.boolean() }));
  const stretches = fc.array(fc.record({ fromSec: second, lengthSec: second, seenSec: second }));
  fc.assert(
    fc.property(calls, stretches, (list, disturbances) => {
      const answers = list.flatMap(({ second: from, ms, spike }) =>
        toAnswers({ from, to: from + 1, perSec: 1, ms: () => ms, phase: spike ? 'spike' : 'baseline' }),
      );
      const baseline = createBaselineAnswers(toOrdered(answers), []);
      const known: { fromSec: number; toSec: number }[] = [];
      for (const { fromSec, lengthSec, seenSec } of disturbances) {
        known.push({ fromSec, toSec: fromSec + lengthSec });
        baseline.disturb({ fromSec, toSec: fromSec + lengthSec });
        const before = selectBaseline(answers, known).filter(({ endedSec }) => endedSec <= seenSec);
        expect(new Set(baseline.before(seenSec))).toEqual(new Set(before));
      }
      expect(countBaseline(baseline.all())).toEqual(countBaseline(selectBaseline(answers, known)));
    }),
  );
});

test.each<[number, number, number, boolean, Partial<ReturnType<typeof assessBaseline>>]>([
  // One in a hundred of 60: three are chance, four are not. Of a share of 12.4 %, four or more come in 95 of 100 such runs.
  [
    60,
    3,
    0.01,
    false,
    { outcome: 'pass', value: 0.05, limit: 0.01, minimum_detectable_rate: expect.closeTo(0.1244, 3) },
  ],
  [
    60,
    4,
    0.01,
    false,
    { outcome: 'fail', value: 4 / 60, because: expect.stringContaining('3 allowed at a bound of 1 %') },
  ],
  [20, 0, 0.01, false, { outcome: 'pass', value: 0, minimum_detectable_rate: expect.any(Number) }],
  [19, 0, 0.01, false, { outcome: 'inconclusive', value: null, minimum_detectable_rate: null }],
  [0, 0, 0.01, false, { outcome: 'inconclusive', value: null, minimum_detectable_rate: null }],
  // Where all may degrade nothing can be seen.
  [60, 60, 1, false, { outcome: 'pass', value: 1, minimum_detectable_rate: null }],
  [60, 60, 0.9999, false, { outcome: 'pass', value: 1, minimum_detectable_rate: null }],
  [
    1,
    0,
    0.01,
    true,
    { outcome: 'pass', value: 0, limit: 0, minimum_detectable_rate: expect.closeTo(0.95, 6) },
  ],
  [1, 1, 0.01, true, { outcome: 'fail', value: 1 }],
  [0, 0, 0.01, true, { outcome: 'inconclusive', value: null, minimum_detectable_rate: null }],
])('of %d answers %d degraded, a share of %d allowed, one pass: %s', (answers, degraded, ratio, once, want) => {
  expect(assessBaseline(true, { answers, degraded }, ratio, once)).toMatchObject({
    id: 'baseline_degraded',
    samples: answers,
    ...want,
  });
});

test('where answers cannot say that they are degraded, nothing is judged, whatever was counted', () => {
  expect(assessBaseline(false, { answers: 100, degraded: 100 }, 0.01, false).outcome).toBe('skipped');
  expect(assessBaseline(false, { answers: 0, degraded: 0 }, 0.01, true).outcome).toBe('skipped');
});
