// Rolling windows over running totals. k6's sentinel feeds them from k6's own counters, Node from the journal.
import { readCount } from '../journal/counters.ts';
import type { Id } from '../service/service.ts';

/** `counts`: in the order of the names that are kept. By name they would take longer to copy than all else that is done with a row. */
interface Snapshot {
  atSec: number;
  readonly counts: number[];
}

/** What comes later than that is still counted in the windows to come, and the ones that were over by then are not looked at again. */
const LATE_SEC = 120;

/** Snapshots of running totals, from which the sum over any recent stretch is a difference of two. */
export interface RollingTotals<Kept extends Id> {
  /** Takes the totals as of `atSec`; must not go back in time. One snapshot a second is kept. */
  observe(atSec: number, totals: Readonly<Record<Id, number>>): void;
  /** Counts what happened so often at `atSec` and is in the latest totals already, in every earlier snapshot that should have had it. */
  amend(atSec: number, ids: readonly Id[], times?: number): void;
  /** What the last `windowSec` seconds before the latest snapshot hold; the whole run while it is shorter. */
  within(windowSec: number): Record<Kept, number>;
  /** The same before each snapshot of `fromSec` or later, in order; the latest at the least, none over two minutes old. */
  listWithin(windowSec: number, fromSec: number): Record<Kept, number>[];
}

/**
 * @param keepSec the longest window that will be asked for; older snapshots are dropped, so memory is bounded by it
 * @param ids the counts that will be asked for
 */
export function createRollingTotals<Kept extends Id>(
  keepSec: number,
  ids: readonly Kept[],
): RollingTotals<Kept> {
  const placeOf = new Map<Id, number>(ids.map((id, place) => [id, place]));
  const ring: Snapshot[] = [];
  let trimmed = false;
  const within = (windowSec: number, index: number): Record<Kept, number> => {
    const latest = ring[index];
    if (!latest) throw new RangeError('nothing observed yet');
    const fromSec = latest.atSec - windowSec;
    const start = ring.findLast((snapshot) => snapshot.atSec <= fromSec);
    return Object.fromEntries(
      ids.map((id, place) => [id, (latest.counts[place] ?? 0) - (start?.counts[place] ?? 0)]),
    ) as Record<Kept, number>;
  };
  return {
    observe(atSec, totals) {
      let newest = ring.at(-1);
      if (newest && Math.floor(newest.atSec) === Math.floor(atSec)) newest.atSec = atSec;
      else {
        newest = { atSec, counts: ids.map(() => 0) };
        ring.push(newest);
      }
      for (let place = 0; place < ids.length; place++)
        newest.counts[place] = readCount(totals, ids[place] as Kept);
      // One snapshot at or before the window's start is kept: it is what the difference is taken from.
      while ((ring[1]?.atSec ?? Number.POSITIVE_INFINITY) <= atSec - keepSec - LATE_SEC) {
        ring.shift();
        trimmed = true;
      }
    },
    amend(atSec, amended, times = 1) {
      let next = ring.length - 1;
      while ((ring[next - 1]?.atSec ?? Number.NEGATIVE_INFINITY) >= atSec) next--;
      const [before, after] = [ring[next - 1], ring[next]];
      if (!after || (before === undefined && trimmed)) return;
      // Its own second may have no snapshot yet: then one is put in, or a window from later on would take the row for its own.
      if (Math.floor(after.atSec) !== Math.floor(atSec))
        ring.splice(next, 0, { atSec, counts: before ? [...before.counts] : ids.map(() => 0) });
      for (const id of amended) {
        const place = placeOf.get(id);
        if (place === undefined) continue;
        for (const { counts } of ring.slice(next, -1)) counts[place] = (counts[place] ?? 0) + times;
      }
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
