// Waiting: always for a condition, always with a deadline.
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Polls until `condition` gives something other than undefined.
 * @throws Error `<what>: not within <deadlineMs> ms`
 */
export async function waitFor<T>(
  what: string,
  deadlineMs: number,
  condition: () => T | undefined | Promise<T | undefined>,
  everyMs = 20,
): Promise<T> {
  const until = performance.now() + deadlineMs;
  for (;;) {
    const found = await condition();
    if (found !== undefined) return found;
    if (performance.now() > until) throw new Error(`${what}: not within ${deadlineMs} ms`);
    await pause(everyMs);
  }
}
