import { describe, expect, it, test } from 'vitest';
import {
  type BlockCount,
  computeDifference,
  computeEffectiveCount,
  computeFewest,
  computeMinimumDetectableChange,
  computePercentile,
  computeShare,
  decideBand,
} from './bands.ts';

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

describe('a share', () => {
  it('is as Wilson has it', () => {
    // 81 of 263 at 95 %: 0.2553 to 0.3662 in Newcombe, Statistics in Medicine 17 (1998) 857–872, table I, method 3.
    const { value, low, high } = computeShare(81, 263, 263, 0.95);
    expect([value, low, high]).toEqual([
      expect.closeTo(0.308, 3),
      expect.closeTo(0.2553, 4),
      expect.closeTo(0.3662, 4),
    ]);
  });
  it('of no hit is not sure of 0', () => {
    // 0 of 20: 0 to 0.1611, same table.
    expect(computeShare(0, 20, 20, 0.95)).toEqual({ value: 0, low: 0, high: expect.closeTo(0.1611, 4) });
  });
  it('of nothing is anything', () => {
    expect(computeShare(0, 0, 0, 0.95)).toEqual({ value: 0, low: 0, high: 1 });
  });
});

describe('the difference of two shares', () => {
  // Newcombe, Statistics in Medicine 17 (1998) 873–890, table II, method 10.
  test.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [10, 10, 0, 10, 0.6075, 1],
    [0, 10, 0, 10, -0.2775, 0.2775],
  ])('%d of %d against %d of %d', (a, m, b, n, low, high) => {
    const difference = computeDifference(computeShare(b, n, n, 0.95), computeShare(a, m, m, 0.95));
    expect(difference.low).toBeCloseTo(low, 3);
    expect(difference.high).toBeCloseTo(high, 3);
  });
});

describe('a percentile', () => {
  it('lies between the ranks of the binomial distribution', () => {
    // The median of 20: ranks 6 and 15 hold it with 95.86 %, ranks 7 and 14 with 88.5 % only.
    expect(computePercentile(upTo(20), 0.5, 20, 0.95)).toEqual({ value: 10.5, low: 6, high: 15 });
  });
  it('has no upper end where the slowest of so few may lie below it', () => {
    const fewest = computeFewest(0.95, 0.99);
    expect(fewest).toBe(104);
    expect(computePercentile(upTo(fewest - 1), 0.95, fewest - 1, 0.99).high).toBe(Number.POSITIVE_INFINITY);
    expect(computePercentile(upTo(fewest), 0.95, fewest, 0.99).high).toBe(fewest);
  });
  it('is wider where the samples are worth fewer', () => {
    const sure = computePercentile(upTo(1_000), 0.5, 1_000, 0.99);
    const unsure = computePercentile(upTo(1_000), 0.5, 100, 0.99);
    expect(unsure.low).toBeLessThan(sure.low);
    expect(unsure.high).toBeGreaterThan(sure.high);
  });
});

describe('what samples are worth', () => {
  const toBlocks = (hits: readonly number[], stratum = 'baseline'): BlockCount[] =>
    hits.map((one) => ({ stratum, count: 10, hits: one }));
  it('all of them, where blocks differ no more than by chance', () => {
    const effective = computeEffectiveCount(toBlocks(Array(200).fill(5)), 0.95);
    expect(effective).toBeGreaterThan(1_940);
    expect(effective).toBeLessThanOrEqual(2_000);
  });
  it('one a block, where a block is all or nothing', () => {
    const swings = toBlocks(Array.from({ length: 200 }, (_, i) => (i % 2) * 10));
    expect(computeEffectiveCount(swings, 0.95)).toBeCloseTo(200, -1.2);
  });
  it('all of them again, where that is because the toxics differ', () => {
    const strata = [...toBlocks(Array(100).fill(0), 'latency'), ...toBlocks(Array(100).fill(10), 'timeout')];
    expect(computeEffectiveCount(strata, 0.95)).toBeGreaterThan(1_940);
  });
  it('little, where there are few blocks to tell by', () => {
    expect(computeEffectiveCount(toBlocks([5, 5, 5]), 0.99)).toBeLessThan(5);
  });
  it('all of them, where nothing was hit', () => {
    expect(computeEffectiveCount(toBlocks([0, 0, 0]), 0.99)).toBe(30);
  });
});

const INF = Number.POSITIVE_INFINITY;
test.each([
  [11, 30, 'worse', 'better', null],
  [-30, -11, 'better', 'worse', null],
  [-9, 9, 'same', 'same', 19],
  [-40, 60, 'same', 'same', 60],
  [9, 60, 'inconclusive', 'inconclusive', null],
  [-60, -9, 'inconclusive', 'inconclusive', null],
  [1, 11, 'same', 'same', null],
  [-1, 60, 'same', 'same', null],
  [-INF, 20, 'inconclusive', 'inconclusive', null],
  [-20, INF, 'inconclusive', 'inconclusive', null],
  [20, INF, 'worse', 'better', null],
  [-INF, -20, 'better', 'worse', null],
])('a band from %s to %s, with a tolerance of 10, is %s, and where more is better %s', (low, high, lower, higher, sight) => {
  const middle = Number.isFinite(low + high) ? (low + high) / 2 : 0;
  expect(decideBand({ low, middle, high }, 10, 'lower')).toBe(lower);
  expect(decideBand({ low, middle, high }, 10, 'higher')).toBe(higher);
  if (sight !== null) expect(computeMinimumDetectableChange({ low, middle, high }, 10, 'lower')).toBe(sight);
});
test('a band without an end detects nothing', () => {
  expect(computeMinimumDetectableChange({ low: -INF, middle: 0, high: 1 }, 10, 'lower')).toBeNull();
});
