import { describe, expect, it, test } from 'vitest';
import { toPeriodText } from '../../lib/core/monitoring/burns.ts';
import { toClock, toPeriod, toScrapePeriod } from './period.ts';

test.each([
  [5, '5s'],
  [90, '90s'],
  [300, '5m'],
  [3_600, '1h'],
  [21_600, '6h'],
  [259_200, '3d'],
  [1.5, '1500ms'],
  [0.0001, '1ms'],
])('%d s is written %s', (sec, text) => expect(toPeriodText(sec)).toBe(text));

describe('a clock', () => {
  it.each([0, 0.5, 61, Number.NaN, Number.POSITIVE_INFINITY])('is not %d times as fast', (timeScale) =>
    expect(() => toClock(timeScale)).toThrow(/^MONITORING_TIME_SCALE=\S+: give 1 to 60/));
  it.each([
    [1, '5m', '15s'],
    [10, '30s', '1500ms'],
    [60, '5s', '1s'],
  ])('%d times as fast has windows and scrapes of its own', (timeScale, window, scrape) => {
    expect(toPeriod(300, toClock(timeScale))).toBe(window);
    expect(toScrapePeriod(toClock(timeScale))).toBe(scrape);
  });
});
