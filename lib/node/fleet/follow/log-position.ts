// Where a log was left, so that it is read on without a line lost or twice. Kubernetes counts from a whole second on, and gives each line
// with the moment at which it was written.

const STAMPED = /^(\d{4}-\d\d-\d\dT[\d:]+(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)) ?(.*)$/s;

export interface LogPosition {
  /** What `sinceTime` has to be to read on; undefined at the beginning. */
  readonly since: string | undefined;
  /** Begins to read on: what was read already is left out of the lines that follow. */
  resume(): void;
  /** A line as Kubernetes gives it → what was written; undefined where it was read before, or is the rest of a line that was. */
  take(line: string): string | undefined;
}

export function createLogPosition(): LogPosition {
  let last: string | undefined;
  /** Lines of that very moment. */
  let atLast = 0;
  let toSkip = 0;
  let isBehind = false;
  return {
    get since() {
      return last;
    },
    resume() {
      isBehind = last !== undefined;
      toSkip = atLast;
    },
    take(line) {
      const [, stamp, text] = STAMPED.exec(line) ?? [];
      if (stamp === undefined || text === undefined) return isBehind ? undefined : line;
      if (isBehind && last !== undefined) {
        if (stamp < last) return undefined;
        if (stamp === last && toSkip > 0) {
          toSkip--;
          return undefined;
        }
        isBehind = false;
      }
      if (stamp === last) atLast++;
      else [last, atLast] = [stamp, 1];
      return text;
    },
  };
}
