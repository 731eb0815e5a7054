// Rolling windows over running totals. k6's sentinel feeds them from k6's own counters, Node from the journal.
import type { Counts } from './counters.ts';

interface Snapshot {
  readonly atSec: number;
  readonly counts: Counts;
}

/** Snapshots of running totals, from which the sum over any recent stretch is a difference of two. */
export interface RollingTotals {
  /** Takes the totals as of `atSec`; must not go back in time. One snapshot a second is kept. */
  observe(atSec: number, totals: Counts): void;
  /** What the last `windowSec` seconds before the latest snapshot hold; the whole run while it is shorter. */
  within(windowSec: number): Counts;
}

/**
 * @param keepSec the longest window that will be asked for; older snapshots are dropped, so memory is bounded by it
 */
export function createRollingTotals(keepSec: number): RollingTotals {
  const ring: Snapshot[] = [];
  let first = 0;
  let latest: Snapshot | undefined;
  return {
    observe(atSec, totals) {
      latest = { atSec, counts: { ...totals } };
      const newest = ring.at(-1);
      if (newest && Math.floor(newest.atSec) === Math.floor(atSec)) ring.pop();
      ring.push(latest);
      // One snapshot at or before the window's start is kept: it is what the difference is taken from.
      while ((ring[first + 1]?.atSec ?? Number.POSITIVE_INFINITY) <= atSec - keepSec) first++;
      if (first > ring.length / 2) {
        ring.splice(0, first);
        first = 0;
      }
    },
    within(windowSec) {
      if (!latest) throw new RangeError('nothing observed yet');
      const fromSec = latest.atSec - windowSec;
      const before = findLastAtOrBefore(ring, first, fromSec);
      return before ? subtractCounts(latest.counts, before.counts) : { ...latest.counts };
    },
  };
}

function findLastAtOrBefore(ring: readonly Snapshot[], first: number, atSec: number): Snapshot | undefined {
  let low = first;
  let high = ring.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ring[middle]?.atSec ?? Number.POSITIVE_INFINITY) <= atSec) low = middle + 1;
    else high = middle;
  }
  return low > first ? ring[low - 1] : undefined;
}

/** What came between two totals. */
export function subtractCounts(later: Counts, earlier: Counts): Counts {
  const difference = { ...later };
  for (const id of Object.keys(earlier) as (keyof Counts)[]) difference[id] -= earlier[id];
  return difference;
}
