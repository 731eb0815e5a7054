// The fake of `k6`.
import { elapse } from './world.ts';

/** Sleeps in the time of the world, at once. */
export function sleep(sec: number): void {
  elapse(sec);
}
