import { expect, it, test } from 'vitest';
import {
  beginPeriods,
  closePeriods,
  computeDueMs,
  isDue,
  type PeriodMemory,
  skipPeriods,
  type Timetable,
  toPeriod,
} from './timetable.ts';

const TABLE: Timetable = { flow: 'a', everyMs: 1000, jitterRatio: 0.5, seed: 1 };

it('every period has one moment, in the first part of it, and another in each', () => {
  const moments = Array.from({ length: 1000 }, (_, period) => computeDueMs(TABLE, period) - period * 1000);
  expect(Math.min(...moments)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...moments)).toBeLessThan(500);
  expect(new Set(moments).size).toBeGreaterThan(990);
  const mean = moments.reduce((sum, moment) => sum + moment, 0) / moments.length;
  expect(Math.abs(mean - 250)).toBeLessThan(20);
});

it('the moment depends on flow and seed, and on nothing else', () => {
  expect(computeDueMs(TABLE, 7)).toBe(computeDueMs({ ...TABLE }, 7));
  expect(computeDueMs({ ...TABLE, flow: 'b' }, 7)).not.toBe(computeDueMs(TABLE, 7));
  expect(computeDueMs({ ...TABLE, seed: 2 }, 7)).not.toBe(computeDueMs(TABLE, 7));
  expect(computeDueMs({ ...TABLE, jitterRatio: 0 }, 7)).toBe(7000);
});

const memory = (closed: number, made: number): PeriodMemory => ({ closed, made, dueCount: 0, madeCount: 0 });
test.each<[string, PeriodMemory, number, number, number]>([
  ['none is over', memory(9, 9), 10_500, 0, 0],
  ['one that was made', memory(9, 10), 11_000, 1, 1],
  ['one that was not', memory(9, 9), 11_000, 1, 0],
  ['five of which the first was made', memory(9, 10), 15_500, 5, 1],
  ['one that was made, and the next one made early', memory(9, 11), 11_900, 1, 1],
  ['a clock that went back', memory(9, 9), 3_000, 0, 0],
])('%s', (_, before, nowMs, due, made) => {
  const after = closePeriods({ ...TABLE, jitterRatio: 0 }, before, nowMs);
  expect([after.dueCount, after.madeCount]).toEqual([due, made]);
});

it('is due once a period', () => {
  const table = { ...TABLE, jitterRatio: 0.5 };
  const dueMs = computeDueMs(table, 10);
  expect(isDue(table, memory(9, 9), dueMs - 1)).toBe(false);
  expect(isDue(table, memory(9, 9), dueMs)).toBe(true);
  expect(isDue(table, memory(9, 9), 10_999)).toBe(true);
  expect(isDue(table, memory(9, 10), 10_999)).toBe(false);
});

it('begins with the period that it begins in, and counts none before', () => {
  const begun = beginPeriods(TABLE, 10_900);
  expect(isDue(TABLE, begun, 10_900)).toBe(true);
  expect(closePeriods(TABLE, begun, 10_950).dueCount).toBe(0);
});

test.each([
  ['forwards', 99_500],
  ['back', 3_500],
])('a clock that is set %s misses nothing, and makes the period that it comes to', (_, nowMs) => {
  const after = skipPeriods(TABLE, memory(9, 10), nowMs);
  expect(closePeriods(TABLE, after, nowMs).dueCount).toBe(0);
  expect(isDue(TABLE, after, (toPeriod(TABLE, nowMs) + 1) * 1000 - 1)).toBe(true);
});
