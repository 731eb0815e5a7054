// How often chance is taken for drift, and how surely a drift is seen: simulated, always with the same draws.
import { median } from 'd3-array';
import jStat from 'jstat';
import { describe, expect, it, test } from 'vitest';
import { drawUnit } from '../stats/draw.ts';
import type { Reading } from './series.ts';
import { assessTrend, LEAST_BUCKETS } from './trend.ts';

/** Noise in which each value keeps the share `phi` of the one before, of deviation 1 at any moment. */
function toNoise(length: number, phi: number, seed: number): number[] {
  let value = 0;
  return Array.from({ length: length + 50 }, (_, index) => {
    const unit = (drawUnit(seed, index, 1) + 1e-9) / (1 + 2e-9);
    value = phi * value + Math.sqrt(1 - phi * phi) * jStat.normal.inv(unit, 0, 1);
    return value;
  }).slice(50);
}

/** Answers of about 500 ms that vary by 100 ms from bucket to bucket, and climb by `rise` in all. */
const toSeries = (length: number, phi: number, seed: number, rise = 0): Reading[] =>
  toNoise(length, phi, seed).map((value, atSec) => ({
    atSec,
    value: 500 + 100 * value + (rise * atSec) / (length - 1),
  }));

const GATE = { ratio: 0.25, amount: 100 };
const ALPHA = 0.001;
const RUNS = 300;
const countDrifts = (length: number, phi: number, alpha: number, rise = 0, tolerance = GATE) =>
  Array.from({ length: RUNS }, (_, run) =>
    assessTrend(toSeries(length, phi, run, rise), tolerance, alpha),
  ).filter(({ drifts }) => drifts).length;

describe('noise without a trend', () => {
  test.each([
    [LEAST_BUCKETS, 0],
    [LEAST_BUCKETS, 0.5],
    [64, 0],
    [64, 0.5],
    [64, 0.7],
  ])('of %d buckets, each keeping %d of the one before, is never taken for drift', (length, phi) => {
    expect(countDrifts(length, phi, ALPHA)).toBe(0);
  });

  test.each([
    [32, 0.9, 0.03],
    [64, 0.9, 0.01],
    [128, 0.9, 0],
  ])('of %d buckets that wander (%d) is taken for it in a share of %d at the most', (length, phi, share) => {
    expect(countDrifts(length, phi, ALPHA)).toBeLessThanOrEqual(RUNS * share);
  });

  test('the test alone, without any tolerance, keeps to its level', () => {
    expect(countDrifts(64, 0.5, 0.05, 0, { ratio: 0, amount: 0 })).toBeLessThanOrEqual(RUNS * 0.05);
  });
});

describe('a drift', () => {
  /** What half of the runs say at least. */
  const toSeenFrom = (length: number, phi: number) =>
    median(
      Array.from({ length: 40 }, (_, run) => assessTrend(toSeries(length, phi, run), GATE, ALPHA).seenFrom),
    ) ?? 0;

  test.each([
    [LEAST_BUCKETS, 0],
    [32, 0],
    [64, 0],
    [64, 0.5],
  ])('of as much as the row says is seen: %d buckets, each keeping %d of the one before', (length, phi) => {
    expect(countDrifts(length, phi, ALPHA, toSeenFrom(length, phi))).toBeGreaterThanOrEqual(RUNS * 0.9);
  });

  test('of a third of that mostly is not', () => {
    expect(countDrifts(64, 0, ALPHA, toSeenFrom(64, 0) / 3)).toBeLessThan(RUNS / 10);
  });
});

it('shift and scale of the clock change nothing, those of the values only the figures', () => {
  const series = toSeries(64, 0.5, 3, 800);
  const tolerance = { ratio: 0, amount: 100 };
  const { rise, drifts } = assessTrend(series, tolerance, ALPHA);
  const later = series.map(({ atSec, value }) => ({ atSec: 1_800_000_000 + atSec * 60, value }));
  expect(assessTrend(later, tolerance, ALPHA)).toMatchObject({ rise: expect.closeTo(rise, 4), drifts });
  const bigger = series.map(({ atSec, value }) => ({ atSec, value: value * 1000 + 5 }));
  expect(assessTrend(bigger, { ratio: 0, amount: 100_000 }, ALPHA)).toMatchObject({
    rise: expect.closeTo(rise * 1000, 3),
    drifts,
  });
});
