// How long answers took at baseline, by route and by route and journey: what latency drift is looked for in.
import { isServerError } from '../answer/status.ts';
import { type Stretch, touches } from '../chaos/answers.ts';
import { type AnswerRow, latenciesOf } from '../journal/counts/answers.ts';
import { listSteps } from '../service/journeys.ts';
import { createPairMap } from '../service/pair-map.ts';
import type { Id, Service } from '../service/service.ts';
import { computeMedian, type Reading } from './series.ts';

/** One thing that is watched: what it is called, and its readings in any order. */
export interface WatchedSeries {
  readonly name: string;
  readonly readings: readonly Reading[];
}

/** The answers of a run so far. 24 bytes an answer, or some that are told together: 8 MB for a day at baseline. */
export interface LatencyLog {
  add(row: AnswerRow): void;
  /** Every series, without what began before `fromSec` (epoch seconds) or in one of the `disturbed` stretches. */
  list(fromSec: number, disturbed: readonly Stretch[]): WatchedSeries[];
}

interface Group {
  readonly path: string;
  readonly journey: Id;
  /** When the call ended; of several, when the first did. */
  readonly endedSec: number[];
  readonly durationMs: number[];
  /** 0 for one. */
  readonly times: number[];
}

/** Answers are told together of a second at the most. */
const TOGETHER_SEC = 1;

/** An empty log. An answer counts where it came below status 500 to a call that began at baseline. */
export function createLatencyLog(service: Service): LatencyLog {
  const groups = createPairMap((journey, step): Group => {
    const route = listSteps(service, journey).find(({ id }) => id === step)?.route ?? '';
    const path = service.routes[route]?.path ?? step;
    return { path, journey, endedSec: [], durationMs: [], times: [] };
  });
  return {
    add(row) {
      if (row.load_phase !== 'baseline' || row.response_received === 0 || isServerError(row.code)) return;
      const group = groups.get(row.journey, row.request_phase);
      for (const [ms, times] of latenciesOf(row)) {
        group.endedSec.push(row.alike?.sinceSec ?? row.ts);
        group.durationMs.push(ms);
        group.times.push(row.alike ? times : 0);
      }
    },
    list(fromSec, disturbed) {
      const single = groups.list().map(({ value: group }) => ({
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

function toReadings(
  { endedSec, durationMs, times }: Group,
  fromSec: number,
  disturbed: readonly Stretch[],
): Reading[] {
  const readings: Reading[] = [];
  // By index: a day has half a million.
  for (let i = 0; i < endedSec.length; i++) {
    const firstSec = endedSec[i] ?? 0;
    const value = durationMs[i] ?? 0;
    const many = times[i] ?? 0;
    const beganSec = firstSec - value / 1000;
    if (beganSec < fromSec) continue;
    const call = { beganSec, endedSec: many === 0 ? firstSec : firstSec + TOGETHER_SEC };
    if (disturbed.some((stretch) => touches(call, stretch))) continue;
    readings.push(toReading(beganSec, value, many === 0 ? undefined : many));
  }
  return readings;
}

const toReading = (atSec: number, value: number, times: number | undefined): Reading =>
  times === undefined ? { atSec, value } : { atSec, value, times };

/** A route as a whole: each journey moved to the median of all, or a fast and a slow one by turns would be noise. */
function pool(parts: readonly (readonly Reading[])[]): Reading[] {
  const whole = computeMedian(parts.flat());
  const readings: Reading[] = [];
  for (const part of parts) {
    const own = computeMedian(part);
    for (const { atSec, value, times } of part) readings.push(toReading(atSec, value - own + whole, times));
  }
  return readings;
}
