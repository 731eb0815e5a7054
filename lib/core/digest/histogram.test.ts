import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  addLatency,
  computePercentiles,
  countLatencies,
  type Histogram,
  LATENCY_ERROR,
  MAX_BINS,
  mergeHistogram,
  parseHistogramData,
  toHistogramData,
} from './histogram.ts';

const countAll = (durationsMs: readonly number[]) => {
  const histogram: Histogram = new Map();
  for (const ms of durationsMs) addLatency(histogram, ms);
  return histogram;
};
const duration = fc.double({ min: 0, max: 60_000, noNaN: true });
const durations = fc.array(duration, { minLength: 1, maxLength: 300 });

describe('percentiles', () => {
  test.each([0, 0.5, 0.95, 0.99, 1])('at %s are within their error of the value at that rank', (share) => {
    fc.assert(
      fc.property(durations, (list) => {
        const [read] = computePercentiles(toHistogramData(countAll(list)), [share]);
        const exact = list.toSorted((a, b) => a - b)[Math.floor(share * (list.length - 1))]!;
        expect(Math.abs(read! - exact)).toBeLessThanOrEqual(Math.max(1, exact * LATENCY_ERROR * 1.000001));
      }),
    );
  });

  it('are null of nothing, and rise with their share', () => {
    expect(computePercentiles([], [0.5, 0.95])).toEqual([null, null]);
    const [p50, p95, p99] = computePercentiles(
      toHistogramData(countAll([1, 10, 100, 1000, 10_000])),
      [0.5, 0.95, 0.99],
    );
    expect(p50).toBeLessThan(p95!);
    expect(p95).toBeLessThanOrEqual(p99!);
  });

  it.each([Number.NaN, -5, 0])('%s ms counts as no time', (ms) => {
    expect(toHistogramData(countAll([ms]))).toEqual([0, 1]);
  });
});

test('two histograms added are the histogram of both', () => {
  fc.assert(
    fc.property(durations, durations, (a, b) => {
      const sum = countAll(a);
      mergeHistogram(sum, countAll(b));
      expect(toHistogramData(sum)).toEqual(toHistogramData(countAll([...a, ...b])));
    }),
  );
});

test('what was written down is read again', () => {
  fc.assert(
    fc.property(durations, (list) => {
      const data = toHistogramData(countAll(list));
      expect(toHistogramData(parseHistogramData(data))).toEqual(data);
      expect(countLatencies(data)).toBe(list.length);
    }),
  );
});

test('there are no more bins than the bound, whatever comes', () => {
  const histogram = countAll([Number.POSITIVE_INFINITY, 1e300, 60_000]);
  expect(Math.max(...histogram.keys())).toBeLessThan(MAX_BINS);
  expect(histogram.size).toBe(1);
});
