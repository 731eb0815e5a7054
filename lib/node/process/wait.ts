// Waiting: always for a condition, always with a deadline.
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits for work that knows no deadline of its own, and leaves it to itself after that.
 * @throws Error `<what>: not within <deadlineMs> ms`, and what the work throws
 */
export async function within<T>(what: string, deadlineMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not within ${deadlineMs} ms`)), deadlineMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

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

/**
 * Does the work until it works.
 * @param patienceMs after so long what the work throws is thrown; with 0 it is done once
 */
export async function keepTrying<T>(patienceMs: number, work: () => Promise<T>, everyMs = 250): Promise<T> {
  const until = performance.now() + patienceMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (performance.now() >= until) throw error;
      await pause(everyMs);
    }
  }
}
