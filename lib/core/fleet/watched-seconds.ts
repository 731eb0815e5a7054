// How many seconds of a fleet's run were watched while they went on: a row that is read long after it was written stops nobody in time.

/** A row is read in time within this, after the soonest: a run is to be stopped within a second of a crossing. */
const IN_TIME_SEC = 1;

export interface WatchedSeconds {
  /** @param lateSec how long after its time the row was read */
  note(tsSec: number, lateSec: number): void;
  /** Whole seconds of a run of `ranSec` of which no row came late. */
  count(ranSec: number): number;
}

/** None is missed yet. Lateness is counted from the least that was seen: the rest is the clocks' difference. */
export function createWatchedSeconds(): WatchedSeconds {
  const missed = new Set<number>();
  let leastSec = Number.POSITIVE_INFINITY;
  return {
    note(tsSec, lateSec) {
      leastSec = Math.min(leastSec, lateSec);
      if (lateSec - leastSec > IN_TIME_SEC) missed.add(Math.floor(tsSec));
    },
    count: (ranSec) => Math.max(0, Math.floor(ranSec) - missed.size),
  };
}
