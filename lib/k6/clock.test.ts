import { beforeEach, expect, it, vi } from 'vitest';

const NOON_SEC = 1_790_000_000;

/** The clock of a VU that has just been made, on a machine where it is noon. */
async function makeVu() {
  vi.resetModules();
  const { elapse, world } = await import('../../test/k6/world.ts');
  return { elapse, world, ...(await import('./clock.ts')) };
}

beforeEach(() => {
  vi.useFakeTimers({ now: NOON_SEC * 1000 + 250 });
  return () => vi.useRealTimers();
});

it('is that of the machine before the run, in which no time has passed', async () => {
  const { elapsedSec, nowSec, elapse } = await makeVu();
  elapse(3);
  expect(nowSec()).toBe(NOON_SEC + 0.25);
  expect(elapsedSec()).toBe(0);
});

it("begins in setup, and counts on by k6's own time", async () => {
  const { startClock, elapsedSec, nowSec, elapse } = await makeVu();
  elapse(2);
  expect(startClock()).toEqual({ startedAtSec: NOON_SEC + 0.25, startedAtRunMs: 2000 });
  elapse(5.1234);
  expect(elapsedSec()).toBeCloseTo(5.1234, 9);
  expect(nowSec()).toBe(NOON_SEC + 5.373);
});

it('does not go back with the clock of the machine', async () => {
  const { startClock, nowSec, elapse } = await makeVu();
  startClock();
  elapse(1);
  vi.setSystemTime((NOON_SEC - 3600) * 1000);
  expect(nowSec()).toBe(NOON_SEC + 1.25);
});

it('is set once in each VU, to that of the run', async () => {
  const { setClock, elapsedSec, nowSec, elapse } = await makeVu();
  elapse(10);
  setClock({ startedAtSec: 1000, startedAtRunMs: 4000 });
  setClock({ startedAtSec: 2000, startedAtRunMs: 0 });
  expect([elapsedSec(), nowSec()]).toEqual([6, 1006]);
});

it("tells the end of a run by k6's count, to the millisecond", async () => {
  const { computeEndSec } = await makeVu();
  expect(computeEndSec({ startedAtSec: 1000.0004, startedAtRunMs: 1500 }, 91_500.6)).toBe(1090.001);
});
