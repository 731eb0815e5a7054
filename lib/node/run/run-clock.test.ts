import { describe, expect, it, test } from 'vitest';
import { createRunClock } from './run-clock.ts';

const START_SEC = 1_800_000_000;
const HOUR_MS = 3_600_000;

/** Two clocks by hand: `pass` lets time go by on both, `step` moves the machine's alone. */
function createClocks() {
  let wallMs = START_SEC * 1000;
  let steadyMs = 5_000;
  const clock = createRunClock(
    () => wallMs,
    () => steadyMs,
  );
  return {
    clock,
    pass(ms: number) {
      wallMs += ms;
      steadyMs += ms;
    },
    step(ms: number) {
      wallMs += ms;
    },
  };
}

describe.each([HOUR_MS, -HOUR_MS])('a step of %i ms', (stepMs) => {
  it('in the run moves neither its time nor its schedule', () => {
    const { clock, pass, step } = createClocks();
    pass(100);
    clock.startAt(START_SEC);
    pass(2_000);
    step(stepMs);
    pass(1_000);
    expect(clock.elapsedSec()).toBe(3.1);
    expect(clock.nowSec()).toBe(START_SEC + 3.1);
  });

  it('between the start of the run and our seeing it is no age of the run', () => {
    const { clock, pass, step } = createClocks();
    step(stepMs);
    clock.startAt(START_SEC);
    pass(500);
    expect(clock.elapsedSec()).toBe(0.5);
  });

  it('before the run is what the machine says', () => {
    const { clock, step } = createClocks();
    step(stepMs);
    expect(clock.nowSec()).toBe(START_SEC + stepMs / 1000);
    expect(clock.elapsedSec()).toBe(0);
  });
});

test('what was begun is not begun again', () => {
  const { clock, pass } = createClocks();
  clock.startAt(START_SEC);
  pass(4_000);
  clock.startAt(START_SEC + 3);
  expect(clock.elapsedSec()).toBe(4);
});

test('a moment that is past is reached at once; one to come is not when the run ends', async () => {
  const clock = createRunClock();
  clock.startAt(Date.now() / 1000 - 1);
  expect(await clock.until(0.5, new AbortController().signal)).toBe(true);
  expect(await clock.until(0.5, AbortSignal.abort())).toBe(false);
  const ending = new AbortController();
  const waited = clock.until(3_600, ending.signal);
  ending.abort();
  expect(await waited).toBe(false);
});
