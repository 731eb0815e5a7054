import type uPlot from 'uplot';
import { expect, test } from 'vitest';
import { toTime } from '../words.ts';
import { toTimeRange, UTC_CLOCK } from './axes.ts';

/** What uPlot makes the range of one moment before it asks. */
const YEARS_SEC = 86_400_000;

test.each<[string, number[], number[]]>([
  ['a moment alone stands in the middle', [100], [90, 110]],
  ['and so do several things at one moment', [100, 100, 100], [90, 110]],
  ['a run is shown from its first moment to its last', [100, 150, 300], [100, 300]],
])('%s', (_, places, range) => {
  const [first = 0, last = first] = [places[0], places.at(-1)];
  const to = first === last ? first + YEARS_SEC : last;
  expect(toTimeRange(10)({ data: [places] } as unknown as uPlot, first, to, 'x')).toEqual(range);
});

test('a stretch that was zoomed to is shown as it is', () => {
  expect(toTimeRange(10)({ data: [[100, 150, 300]] } as unknown as uPlot, 120, 140, 'x')).toEqual([120, 140]);
});

const EVENING_SEC = Date.UTC(2027, 0, 15, 20) / 1000;

test.each([
  ['on the day of the start', EVENING_SEC + 3600, '21:00:00', '21:00'],
  ['at midnight', EVENING_SEC + 4 * 3600, '16 Jan 00:00:00', '16 Jan'],
  ['on the day after', EVENING_SEC + 5 * 3600, '16 Jan 01:00:00', '01:00'],
])('a time says its day where that is another than the day of the start: %s', (_, sec, told, onAxis) => {
  expect([toTime(sec, EVENING_SEC), UTC_CLOCK.show(sec, EVENING_SEC)]).toEqual([told, told]);
  expect(UTC_CLOCK.short(sec)).toBe(onAxis);
  expect(toTime(sec)).toBe(told.slice(-8));
});
