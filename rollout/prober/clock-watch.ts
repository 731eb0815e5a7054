// A wall clock that is set while we run: told by the monotonic clock beside it. A machine that slept is no such case, both moved on.

export interface ClockReading {
  /** Epoch milliseconds. */
  readonly wallMs: number;
  readonly monotonicMs: number;
}

/** A clock that is kept right is moved by less. */
const LEAST_JUMP_MS = 2_000;

/** By how much the wall clock was set between two readings, in ms, backwards below 0; 0 where it was not. */
export function computeJumpMs(before: ClockReading, now: ClockReading): number {
  const jumpMs = now.wallMs - before.wallMs - (now.monotonicMs - before.monotonicMs);
  return Math.abs(jumpMs) >= LEAST_JUMP_MS ? jumpMs : 0;
}
