// Which refusals are recorded: each one, and the same one not again and again. A tool that tries for ever, or somebody who means harm, must
// not fill the disk, since nothing at all could be let in then.

/** In so long the same refusal is recorded once, and so many of all: at some 3 kB each they are 5 MB a day. */
const WINDOW_MS = 3_600_000;
export const MOST_REFUSALS = 60;

export interface Refusals {
  /** Whether it is to be recorded now. @param key the same for the same refusal @returns how many were left out since the one before; undefined for no */
  take(key: string, atMs: number): number | undefined;
  /** One that was recorded before this server began. */
  remember(key: string, atMs: number): void;
}

export function createRefusals(): Refusals {
  /** Key → when it was recorded, the oldest first. Never more than `MOST_REFUSALS`. */
  const recorded = new Map<string, number>();
  let leftOut = 0;
  const forget = (atMs: number) => {
    for (const [key, thenMs] of recorded) if (atMs - thenMs >= WINDOW_MS) recorded.delete(key);
  };
  return {
    take(key, atMs) {
      forget(atMs);
      if (recorded.has(key) || recorded.size >= MOST_REFUSALS) {
        leftOut += 1;
        return undefined;
      }
      recorded.set(key, atMs);
      const before = leftOut;
      leftOut = 0;
      return before;
    },
    remember(key, atMs) {
      forget(atMs);
      recorded.set(key, atMs);
    },
  };
}
