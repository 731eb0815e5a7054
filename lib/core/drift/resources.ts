// What the service holds, as its own metrics told it during a run.
import type { Stretch } from '../chaos/answers.ts';
import { isRow, type JournalRow, type RowOf } from '../journal/events.ts';
import type { Reading } from './series.ts';

/** What a service may tell of itself, by the field of the row. */
export type Resource = 'rss_bytes' | 'open_fds' | 'lag_ms';

/** The readings of one resource, or why there are none worth reading. */
export type ResourceReadings = { readonly readings: readonly Reading[] } | { readonly unreadable: string };

/** The metric of each, as the Prometheus client libraries name it. */
export const PROCESS_METRICS = {
  rss_bytes: 'process_resident_memory_bytes',
  open_fds: 'process_open_fds',
} as const;

/** Single readings in a run of any length, one a minute over a day: so many say what a run has to say. */
export const MOST_READINGS = 1440;

/**
 * The readings of a resource without those before `fromSec` and those in the `disturbed` stretches. Readings of several processes
 * by turns are none: one that grew would hide behind one that is fresh.
 */
export function readResource(
  rows: readonly JournalRow[],
  resource: keyof typeof PROCESS_METRICS,
  fromSec: number,
  disturbed: readonly Stretch[],
): ResourceReadings {
  const all = rows.filter(isRow('resources.read'));
  const metric = PROCESS_METRICS[resource];
  if (all.every((row) => row[resource] === null))
    return {
      unreadable: `not watched: the service's /metrics tells no ${metric}, or one of several processes`,
    };
  const starts = new Set(all.flatMap(({ started_at }) => started_at ?? []));
  if (starts.size > 1)
    return {
      unreadable:
        'not readable: process_start_time_seconds changed, so the service was restarted or several replicas answer by turns; give METRICS_URL of one of them',
    };
  return { readings: toReadings(all, resource, fromSec, disturbed) };
}

/** How late timers of the load machine were. */
export const readMachineLag = (
  rows: readonly JournalRow[],
  fromSec: number,
  disturbed: readonly Stretch[],
): Reading[] => toReadings(rows.filter(isRow('resources.read')), 'lag_ms', fromSec, disturbed);

function toReadings(
  rows: readonly RowOf<'resources.read'>[],
  resource: Resource,
  fromSec: number,
  disturbed: readonly Stretch[],
): Reading[] {
  return rows.flatMap(({ ts, [resource]: value }) => {
    const left =
      value === null || ts < fromSec || disturbed.some((one) => ts >= one.fromSec && ts < one.toSec);
    return left ? [] : [{ atSec: ts, value }];
  });
}
