// Rolling windows over running totals. k6's sentinel feeds them from k6's own counters, Node from the journal.
import { type Counts, raise } from '../journal/counters.ts';
import type { Id } from '../service/service.ts';

interface Snapshot {
  readonly atSec: number;
  readonly counts: Counts;
}

/** What comes later than that is still counted in the windows to come, and the ones that were over by then are not looked at again. */
const LATE_SEC = 120;

/** Snapshots of running totals, from which the sum over any recent stretch is a difference of two. */
export interface RollingTotals {
  /** Takes the totals as of `atSec`; must not go back in time. One snapshot a second is kept. */
  observe(atSec: number, totals: Counts): void;
  /** Counts what happened so often at `atSec` and is in the latest totals already, in every earlier snapshot that should have had it. */
  amend(atSec: number, ids: readonly Id[], times?: number): void;
  /** What the last `windowSec` seconds before the latest snapshot hold; the whole run while it is shorter. */
  within(windowSec: number): Counts;
  /** The same before each snapshot of `fromSec` or later, in order; the latest at the least, none over two minutes old. */
  listWithin(windowSec: number, fromSec: number): Counts[];
}

/**
 * @param keepSec the longest window that will be asked for; older snapshots are dropped, so memory is bounded by it
 */
export function createRollingTotals(keepSec: number): RollingTotals {
  const ring: Snapshot[] = [];
  let trimmed = false;
  const within = (windowSec: number, index: number): Counts => {
    const latest = ring[index];
    if (!latest) throw new RangeError('nothing observed yet');
    const fromSec = latest.atSec - windowSec;
    const start = ring.findLast((snapshot) => snapshot.atSec <= fromSec);
    return start ? subtractCounts(latest.counts, start.counts) : { ...latest.counts };
  };
  return {
    observe(atSec, totals) {
      const newest = ring.at(-1);
      if (newest && Math.floor(newest.atSec) === Math.floor(atSec)) ring.pop();
      ring.push({ atSec, counts: { ...totals } });
      // One snapshot at or before the window's start is kept: it is what the difference is taken from.
      while ((ring[1]?.atSec ?? Number.POSITIVE_INFINITY) <= atSec - keepSec - LATE_SEC) {
        ring.shift();
        trimmed = true;
      }
    },
    amend(atSec, ids, times = 1) {
      let next = ring.length - 1;
      while ((ring[next - 1]?.atSec ?? Number.NEGATIVE_INFINITY) >= atSec) next--;
      const [before, after] = [ring[next - 1], ring[next]];
      if (!after || (before === undefined && trimmed)) return;
      // Its own second may have no snapshot yet: then one is put in, or a window from later on would take the row for its own.
      if (Math.floor(after.atSec) !== Math.floor(atSec)) {
        const counts = before ? { ...before.counts } : subtractCounts(after.counts, after.counts);
        ring.splice(next, 0, { atSec, counts });
      }
      for (const { counts } of ring.slice(next, -1)) for (const id of ids) raise(counts, id, times);
    },
    within: (windowSec) => within(windowSec, ring.length - 1),
    listWithin(windowSec, fromSec) {
      let first = ring.length - 1;
      const sinceSec = Math.max(fromSec, (ring[first]?.atSec ?? 0) - LATE_SEC);
      while ((ring[first - 1]?.atSec ?? Number.NEGATIVE_INFINITY) >= sinceSec) first--;
      return ring.slice(first).map((_, i) => within(windowSec, first + i));
    },
  };
}

/** What came between two totals. */
export function subtractCounts(later: Counts, earlier: Readonly<Record<Id, number>>): Counts {
  const difference = { ...later };
  for (const [id, count] of Object.entries(earlier)) difference[id] = (difference[id] ?? 0) - count;
  return difference;
}
