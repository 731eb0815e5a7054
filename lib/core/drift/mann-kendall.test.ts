// The test of a trend against known values, and what must not change it.
import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { NILE } from '../../../test/runs/nile.ts';
import { computeVarianceFactor } from './autocorrelation.ts';
import { computeTrendChance, computeTrendScore } from './mann-kendall.ts';

// As pymannkendall 1.4.3 computes them (Hussain & Mahmud, J. Open Source Softw. 4 (2019) 1556).
test('the Nile falls: score, variance with ties, chance', () => {
  const trend = computeTrendScore(NILE);
  expect(trend.score).toBe(-1387);
  expect(trend.variance).toBeCloseTo(112_728.333, 2);
  // Two-sided 3.658e-5; the chance of so high a score is all but certain, that of its mirror image half of that.
  expect(computeTrendChance([computeTrendScore(NILE.map((flow) => -flow))])).toBeCloseTo(3.658e-5 / 2, 8);
});

test('four values, by hand', () => {
  expect(computeTrendScore([10, 15, 14, 20])).toEqual({ score: 4, variance: 26 / 3 });
  expect(computeTrendChance([{ score: 4, variance: 26 / 3 }])).toBeCloseTo(0.30818 / 2, 4);
});

test('equal values tell nothing', () => {
  expect(computeTrendChance([computeTrendScore([5, 5, 5, 5])])).toBe(1);
  expect(computeTrendChance([])).toBe(1);
});

const series = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 3, maxLength: 40 });

it('sees the order alone: any growing function of the values scores the same', () => {
  fc.assert(
    fc.property(
      series,
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: -99, max: 99 }),
      (values, by, more) => {
        expect(computeTrendScore(values.map((value) => (value * by + more) ** 3))).toEqual(
          computeTrendScore(values),
        );
      },
    ),
  );
});

it('backwards, a series scores the opposite', () => {
  fc.assert(
    fc.property(series, (values) => {
      expect(computeTrendScore(values.toReversed()).score + computeTrendScore(values).score).toBe(0);
    }),
  );
});

it('autocorrelation never makes more of a series, and much less where neighbours are alike', () => {
  fc.assert(
    fc.property(series, (values) => {
      expect(computeVarianceFactor(values)).toBeGreaterThanOrEqual(1);
    }),
  );
  expect(computeVarianceFactor(NILE.map((_, year) => Math.floor(year / 20) % 2))).toBeGreaterThan(8);
  expect(computeVarianceFactor(NILE.map((_, year) => year % 2))).toBe(1);
});
