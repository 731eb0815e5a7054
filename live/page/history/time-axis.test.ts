import { expect, test } from 'vitest';
import { toTimeAxis } from './time-axis.ts';

const BEGAN_SEC = Date.UTC(2027, 0, 15, 8) / 1000;
const DAY_SEC = 86_400;

test.each([2, 6, 40])('runs over %d days have each day on their axis once', (days) => {
  const { tick = String, steps = [] } = toTimeAxis([BEGAN_SEC, BEGAN_SEC + days * DAY_SEC]);
  expect(steps.length).toBeGreaterThan(0);
  for (const step of steps.filter((one) => one < 365 * DAY_SEC))
    expect(tick(BEGAN_SEC + step)).not.toBe(tick(BEGAN_SEC));
});

test('runs of one day have its hours, as far apart as there is room', () => {
  const { tick = String, steps } = toTimeAxis([BEGAN_SEC, BEGAN_SEC + DAY_SEC]);
  expect([tick(BEGAN_SEC), steps]).toEqual(['08:00', undefined]);
});
