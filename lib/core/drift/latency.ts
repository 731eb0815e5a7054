// How long answers took at baseline, by route and by route and journey: what latency drift is looked for in.
import { median } from 'd3-array';
import { type Stretch, touches } from '../chaos/answers.ts';
import type { ResponseRow } from '../journal/events.ts';
import { listSteps } from '../service/journeys.ts';
import type { Id, Service } from '../service/service.ts';
import type { Reading } from './series.ts';

/** One thing that is watched: what it is called, and its readings in any order. */
export interface WatchedSeries {
  readonly name: string;
  readonly readings: readonly Reading[];
}

/** The answers of a run so far. 16 bytes an answer: 5 MB for a day at baseline. */
export interface LatencyLog {
  add(row: ResponseRow): void;
  /** Every series, without what began before `fromSec` (epoch seconds) or in one of the `disturbed` stretches. */
  list(fromSec: number, disturbed: readonly Stretch[]): WatchedSeries[];
}

interface Group {
  readonly path: string;
  readonly journey: Id;
  readonly atSec: number[];
  readonly durationMs: number[];
}

/** An empty log. An answer counts where it came below status 500 to a call that began at baseline. */
export function createLatencyLog(service: Service): LatencyLog {
  const groups = new Map<string, Group>();
  return {
    add(row) {
      if (row.load_phase !== 'baseline' || row.response_received === 0 || row.code >= 500) return;
      const key = `${row.journey} ${row.request_phase}`;
      let group = groups.get(key);
      if (!group) {
        const route = listSteps(service, row.journey).find(({ id }) => id === row.request_phase)?.route ?? '';
        const path = service.routes[route]?.path ?? row.request_phase;
        group = { path, journey: row.journey, atSec: [], durationMs: [] };
        groups.set(key, group);
      }
      group.atSec.push(row.ts - row.duration_ms / 1000);
      group.durationMs.push(row.duration_ms);
    },
    list(fromSec, disturbed) {
      const single = [...groups.values()].map((group) => ({
        path: group.path,
        name: `${group.path} in ${group.journey}`,
        readings: toReadings(group, fromSec, disturbed),
      }));
      const paths = [...new Set(single.map(({ path }) => path))];
      return [
        ...paths.map((path) => ({
          name: path,
          readings: pool(single.filter((one) => one.path === path).map(({ readings }) => readings)),
        })),
        ...single.map(({ name, readings }) => ({ name, readings })),
      ];
    },
  };
}

function toReadings({ atSec, durationMs }: Group, fromSec: number, disturbed: readonly Stretch[]): Reading[] {
  return atSec.flatMap((beganSec, index) => {
    const value = durationMs[index] ?? 0;
    const call = { beganSec, endedSec: beganSec + value / 1000 };
    if (beganSec < fromSec || disturbed.some((stretch) => touches(call, stretch))) return [];
    return [{ atSec: beganSec, value }];
  });
}

/** A route as a whole: each journey moved to the median of all, or a fast and a slow one by turns would be noise. */
function pool(parts: readonly (readonly Reading[])[]): Reading[] {
  const whole = median(parts.flat(), ({ value }) => value) ?? 0;
  return parts.flatMap((part) => {
    const own = median(part, ({ value }) => value) ?? 0;
    return part.map(({ atSec, value }) => ({ atSec, value: value - own + whole }));
  });
}
