// The logs of the runners of one short healthy run, typed by hand; tests break one thing of them at a time.

import type { RunnerEnd } from '../../lib/core/fleet/close.ts';
import { createFleetMerge, type FleetMergeOptions } from '../../lib/core/fleet/merge.ts';
import { toRunnerOf } from '../../lib/core/fleet/segment.ts';
import { createCounts } from '../../lib/core/journal/counters.ts';
import type { JournalRow } from '../../lib/core/journal/events.ts';
import { SERVICE } from '../../services/aurora/service.ts';
import { listGates } from '../../thresholds/gates.ts';
import { planOf } from './good-run.ts';
import { toRow } from './samples.ts';

export const STARTED_SEC = 1_800_000_000;
const CALLS = 3;
export const OPTIONS = {
  BASE: 'http://127.0.0.1:3300',
  DURATION_SECONDS: '60',
  TOXIPROXY_ENABLED: 'false',
  BASE_RPS: '1',
  CHAOS_WINDOW_MIN: '0',
  SPIKE_DURATION_SEC: '0',
};

/** What one runner wrote: a journey a second over all runners, for a minute, three calls each. */
export function playRunner(
  runner: number,
  runners: number,
  change: { readonly lateSec?: number; readonly untilSec?: number; readonly overSec?: number } = {},
): JournalRow[] {
  const { lateSec = 0, untilSec = 60, overSec = untilSec } = change;
  const at = (sec: number) => STARTED_SEC + lateSec + sec;
  const own = Array.from({ length: 60 }, (_, n) => n).filter(
    (n) => toRunnerOf(n, runners) === runner && n < untilSec,
  );
  const calls = own.flatMap((n) =>
    Array.from({ length: CALLS }, (_, call) => toRow({ n, call, ts: at(n + 0.1 + call / 5) })),
  );
  const totals = {
    ...createCounts(SERVICE),
    journeys: own.length,
    calls: calls.length,
    responses: calls.length,
    answers_judged: calls.length,
  };
  return [
    {
      ts: at(0),
      type: 'run.started',
      service: SERVICE.id,
      run_id: 'together',
      options: { ...OPTIONS, RUNNERS: String(runners) },
      base: OPTIONS.BASE,
      seed: 5,
    },
    ...calls,
    { ts: at(overSec), type: 'k6.summary', totals },
  ];
}

/** The logs of all. */
export const playFleet = (runners: number): JournalRow[][] =>
  Array.from({ length: runners }, (_, i) => playRunner(i + 1, runners));

export const endedWell = (runners: number): RunnerEnd[] =>
  Array.from({ length: runners }, (_, i) => ({ runner: i + 1, code: 0, why: null }));

/** A merge of so many runners of that run. */
export function mergeOf(runners: number, more: Partial<FleetMergeOptions> = {}) {
  const plan = planOf({ ...OPTIONS, RUNNERS: String(runners) });
  return createFleetMerge({ service: SERVICE, plan, gates: listGates(SERVICE, plan), runners, ...more });
}

/** The logs, read in the order of their times, each row as soon as it was written: what they come to. */
export function readFleet(
  logs: readonly (readonly JournalRow[])[],
  {
    ends = endedWell(logs.length),
    asked = false,
    answersHere = 0,
    readAtSec = (_, { ts }) => ts + 0.05,
    ...more
  }: {
    readonly ends?: readonly RunnerEnd[];
    readonly asked?: boolean;
    readonly answersHere?: number;
    readonly readAtSec?: (runner: number, row: JournalRow) => number;
  } & Partial<FleetMergeOptions> = {},
) {
  const merge = mergeOf(logs.length, more);
  const lines = logs.flatMap((log, i) =>
    log.map((row) => ({ row, runner: i + 1, atSec: readAtSec(i + 1, row) })),
  );
  const rows = lines
    .toSorted((a, b) => a.atSec - b.atSec)
    .flatMap(({ row, runner, atSec }) => [...merge.add(runner, row, atSec)]);
  const stop = merge.stop();
  return { stop, rows: [...rows, ...merge.end(ends, STARTED_SEC + 62, { asked, answersHere })] };
}
