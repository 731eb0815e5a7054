// The time of a run in Node: tied to k6's `run.started` once, and counted on by the monotonic clock, which no step of the machine's can move.
import { setTimeout as pause } from 'node:timers/promises';

export interface RunClock {
  /** Ties the clock to `run.started`, written by k6 at `epochSec` and seen here just now. Only the first call counts. */
  startAt(epochSec: number): void;
  /** Seconds since the run began; 0 before. */
  elapsedSec(): number;
  /** Now, in epoch seconds: the start of the run and what has passed since; before it, the machine's clock. */
  nowSec(): number;
  /** Resolves when the run is `sec` seconds old, or at once when `signal` aborts; true where that moment was reached. */
  until(sec: number, signal: AbortSignal): Promise<boolean>;
}

/** The row is seen a moment after it was written. A clock that says longer, or less than nothing, was stepped in between. */
const LONGEST_DELAY_MS = 10_000;

/**
 * @param wallMs the machine's clock, epoch ms
 * @param steadyMs a clock that only runs forward, ms
 */
export function createRunClock(
  wallMs: () => number = () => Date.now(),
  steadyMs: () => number = () => performance.now(),
): RunClock {
  let start: { readonly epochSec: number; readonly steadyMs: number } | undefined;
  const elapsedSec = () => (start === undefined ? 0 : (steadyMs() - start.steadyMs) / 1000);
  return {
    startAt(epochSec) {
      const delayMs = wallMs() - epochSec * 1000;
      const seenAfterMs = delayMs >= 0 && delayMs <= LONGEST_DELAY_MS ? delayMs : 0;
      start ??= { epochSec, steadyMs: steadyMs() - seenAfterMs };
    },
    elapsedSec,
    nowSec: () => Math.round(start === undefined ? wallMs() : (start.epochSec + elapsedSec()) * 1000) / 1000,
    async until(sec, signal) {
      const leftMs = (sec - elapsedSec()) * 1000;
      if (leftMs > 0) await pause(leftMs, undefined, { signal }).catch(() => {});
      return !signal.aborted;
    },
  };
}
