// Rolling windows over running totals. k6's sentinel feeds them from k6's own counters, Node from the journal.
import type { Counts } from '../journal/counters.ts';

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
  return {
    observe(atSec, totals) {
      const newest = ring.at(-1);
      if (newest && Math.floor(newest.atSec) === Math.floor(atSec)) ring.pop();
      ring.push({ atSec, counts: { ...totals } });
      // One snapshot at or before the window's start is kept: it is what the difference is taken from.
      while ((ring[1]?.atSec ?? Number.POSITIVE_INFINITY) <= atSec - keepSec) ring.shift();
    },
    within(windowSec) {
      const latest = ring.at(-1);
      if (!latest) throw new RangeError('nothing observed yet');
      const fromSec = latest.atSec - windowSec;
      const before = ring.findLast((snapshot) => snapshot.atSec <= fromSec);
      return before ? subtractCounts(latest.counts, before.counts) : { ...latest.counts };
    },
  };
}

/** What came between two totals. */
export function subtractCounts(later: Counts, earlier: Counts): Counts {
  const difference = { ...later };
  for (const [id, count] of Object.entries(earlier)) difference[id] = (difference[id] ?? 0) - count;
  return difference;
}
