// Whether the clocks of the runners agree. Nobody can read them; what can be seen is how late each one's rows come.

/**
 * Clocks may be so far apart, in seconds. A window of a gate is kept by the second (`createRollingTotals`): rows that are out by less
 * than that move it by one step at the most. Phases begin at the second too, and the shortest rest between toxics takes five.
 */
export const MAX_SKEW_SEC = 1;

/** Lateness is compared over stretches of so many seconds: long enough that a log which hung for half a minute has caught up. */
const STRETCH_SEC = 60;

export interface FleetClocks {
  /**
   * Takes the time of a row and the moment at which it was read. Returns what is wrong with the clocks, once: a sentence.
   */
  note(runner: number, tsSec: number, readAtSec: number): string | undefined;
  /** Compares what has been seen since the last whole stretch began: to be asked when the run is over. */
  end(): string | undefined;
  /** By how much the rows of this runner came later than those of the soonest, at the least, in seconds; null where none came. */
  behindSec(runner: number): number | null;
}

/**
 * The clocks of n runners. The least lateness of a runner's rows is the difference of its clock and the reader's, and the time that a
 * row takes on its way when nothing holds it up (as of the minimum filter of NTP, RFC 5905, section 10). The reader's clock is in all of
 * them, so the least latenesses of two runners differ by their clocks.
 */
export function createFleetClocks(runners: number, maxSkewSec: number = MAX_SKEW_SEC): FleetClocks {
  const ever = new Array<number>(runners).fill(Number.POSITIVE_INFINITY);
  let recent = ever.slice();
  /** Of the last whole stretch. What came after it may be one row of a runner, that was held up. */
  let before = ever.slice();
  let sinceSec: number | undefined;
  let told = false;

  function compare(least: readonly number[]): string | undefined {
    const seen = least.flatMap((sec, i) => (Number.isFinite(sec) ? [{ sec, runner: i + 1 }] : []));
    const [soonest] = seen.toSorted((a, b) => a.sec - b.sec);
    const latest = seen.toSorted((a, b) => b.sec - a.sec)[0];
    if (told || !soonest || !latest || latest.sec - soonest.sec <= maxSkewSec) return undefined;
    told = true;
    const apart = (latest.sec - soonest.sec).toFixed(1);
    return `the rows of runner ${latest.runner} came ${apart} s later than those of runner ${soonest.runner}, ${maxSkewSec} s are allowed: set the clocks of their machines by NTP, or see what held up the log`;
  }

  return {
    note(runner, tsSec, readAtSec) {
      const lateSec = readAtSec - tsSec;
      const i = runner - 1;
      ever[i] = Math.min(ever[i] ?? lateSec, lateSec);
      recent[i] = Math.min(recent[i] ?? lateSec, lateSec);
      sinceSec ??= readAtSec;
      if (readAtSec < sinceSec + STRETCH_SEC) return undefined;
      sinceSec = readAtSec;
      before = recent;
      recent = recent.map(() => Number.POSITIVE_INFINITY);
      return compare(before);
    },
    end: () => compare(recent.map((sec, j) => Math.min(sec, before[j] ?? sec))),
    behindSec(runner) {
      const own = ever[runner - 1] ?? Number.POSITIVE_INFINITY;
      return Number.isFinite(own) ? Math.round((own - Math.min(...ever)) * 1000) / 1000 : null;
    },
  };
}
