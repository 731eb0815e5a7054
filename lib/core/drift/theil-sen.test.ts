// The slope against known values, and what must not move it; the step that is taken out before; the fit that only rises.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { NILE } from '../../../test/runs/nile.ts';
import { computeRisingFit } from './rising-fit.ts';
import { toBuckets } from './series.ts';
import { findStepUp, splitAtStep } from './step.ts';
import { computeSlope } from './theil-sen.ts';

const toSeries = (values: readonly number[]) => values.map((value, atSec) => ({ atSec, value }));
const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 4, maxLength: 40 });

describe('slope', () => {
  test('the Nile lost 2.6 a year, as pymannkendall 1.4.3 computes it', () => {
    expect(computeSlope([toSeries(NILE)])).toBeCloseTo(-2.6, 9);
  });

  test('of one point, or of one moment, there is none', () => {
    expect(computeSlope([toSeries([7])])).toBe(0);
    expect(
      computeSlope([
        [
          { atSec: 1, value: 1 },
          { atSec: 1, value: 9 },
        ],
      ]),
    ).toBe(0);
  });

  it('moves with scale and time, not with a shift', () => {
    fc.assert(
      fc.property(
        values,
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: -99, max: 99 }),
        (of, by, more) => {
          const slope = computeSlope([toSeries(of)]);
          expect(computeSlope([toSeries(of.map((value) => value * by + more))])).toBeCloseTo(slope * by, 6);
          const slower = toSeries(of).map(({ atSec, value }) => ({ atSec: atSec * by + more, value }));
          expect(computeSlope([slower])).toBeCloseTo(slope / by, 6);
        },
      ),
    );
  });

  it('stands still under a quarter of outliers', () => {
    const line = toSeries(Array.from({ length: 40 }, (_, sec) => 3 * sec));
    const hit = line.map((point, index) => (index % 4 === 3 ? { ...point, value: 1e6 } : point));
    expect(computeSlope([hit])).toBeCloseTo(3, 1);
  });
});

describe('step', () => {
  test('the Nile fell after 1898, the 28th year (Cobb 1978): of its mirror image that is the step up', () => {
    expect(findStepUp(NILE.map((flow) => -flow))).toBe(28);
  });

  test.each<[string, number[], number]>([
    ['a step', [1, 1, 1, 5, 5, 5, 5], 3],
    ['a climb has it in its middle', [1, 2, 3, 4, 5, 6], 3],
    ['a fall has none', [6, 5, 4, 3, 2, 1], 0],
    ['flat', [1, 1, 1, 1], 0],
  ])('%s', (_, series, at) => {
    expect(findStepUp(series)).toBe(at);
  });

  it('leaves every point on one side of it, but for one that stands alone', () => {
    fc.assert(
      fc.property(values, (of) => {
        const pieces = splitAtStep(toSeries(of));
        expect(of.length - pieces.flat().length).toBeLessThanOrEqual(1);
      }),
    );
  });
});

it('the rising fit never falls, keeps the sum, and leaves a rising series alone', () => {
  fc.assert(
    fc.property(values, (of) => {
      const fit = computeRisingFit(of);
      expect(fit.every((value, index) => index === 0 || value >= (fit[index - 1] ?? 0))).toBe(true);
      const sum = (list: readonly number[]) => list.reduce((total, value) => total + value, 0);
      expect(sum(fit)).toBeCloseTo(sum(of), 6);
      const sorted = of.toSorted((a, b) => a - b);
      expect(computeRisingFit(sorted)).toEqual(sorted.map((value) => expect.closeTo(value, 6)));
    }),
  );
});

describe('buckets', () => {
  const readings = toSeries(Array.from({ length: 1000 }, (_, index) => index % 10));

  it('hold equally many, in the order of time, and are bounded in number', () => {
    const buckets = toBuckets(readings.toReversed(), 3, 'median');
    expect(buckets).toHaveLength(240);
    expect(buckets.every(({ atSec }, index) => index === 0 || atSec > (buckets[index - 1]?.atSec ?? 0))).toBe(
      true,
    );
  });

  test('stand for their median, or their least', () => {
    const three = toSeries([4, 9, 5]);
    expect(toBuckets(three, 3, 'median')).toEqual([{ atSec: 1, value: 5 }]);
    expect(toBuckets(three, 3, 'least')).toEqual([{ atSec: 1, value: 4 }]);
    expect(toBuckets(three, 4, 'least')).toEqual([]);
  });
});
