// One recorded run, judged twice: by the rows of its answers, and by their counts.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SERVICE } from '../../../services/aurora/service.ts';
import { type Played, playRun } from '../../../test/runs/played-run.ts';
import { writeRows } from '../../../test/runs/written-run.ts';
import { LATENCY_ERROR } from '../../core/digest/histogram.ts';
import { createReducer, listCountedFlags } from '../../core/journal/counts/reduce.ts';
import type { JournalRow } from '../../core/journal/events.ts';
import type { OptionValues } from '../../core/options/option.ts';
import type { Summary } from '../../core/verdict/summary-schema.ts';
import { toRunFiles } from '../run-folder/run-files.ts';
import { judgeRun } from './judge.ts';

/** One route, one kind of user: many answers of each kind in a second. */
const BUSY: OptionValues = {
  ...{ DURATION_SECONDS: '75', CYCLE_MIN: '1.25', CHAOS_OFFSET_MIN: '0.4', CHAOS_WINDOW_MIN: '0.3' },
  ...{ SPIKE_OFFSET_MIN: '1.2', SPIKE_DURATION_SEC: '2', TOXIPROXY_MODES: 'latency,timeout' },
  ...{ BASE_RPS: '12', CHAOS_RPS: '12', SPIKE_RPS: '20', SCENARIO: 'use_photo_false', SEED: '7' },
};
const QUIET: OptionValues = { PROFILE: 'quick', SEED: '7' };

/** Rows as k6 writes them, with what Node reads of the upstream leg around each toxic. */
function* record(values: OptionValues, played: Played, change: (row: JournalRow) => JournalRow) {
  const rows = [...playRun(values, played)].map((row) =>
    change({ ...row, ts: Math.round(row.ts * 1000) / 1000 }),
  );
  let isFirst = true;
  const read = (ts: number, point: string, window = -1, mode: string | null = null) =>
    ({
      ts,
      type: 'upstream.read',
      point,
      window,
      mode,
      calls: null,
      errors: null,
      durationMs: null,
      bytes: null,
    }) as JournalRow;
  for (const row of rows.sort((a, b) => a.ts - b.ts)) {
    if (row.type === 'run.started') yield* [row, read(row.ts, 'baseline_start')];
    else if (row.type === 'toxic.on') {
      if (isFirst) yield read(row.ts, 'baseline_end');
      isFirst = false;
      yield* [row, read(row.ts, 'slot_start', row.window, row.mode)];
    } else if (row.type === 'toxic.off') yield* [read(row.ts, 'slot_end', row.window, row.mode), row];
    else yield row;
  }
}

const slower = (byMs: (sec: number) => number) => {
  let startedSec = 0;
  return (row: JournalRow): JournalRow => {
    if (row.type === 'run.started') startedSec = row.ts;
    if (row.type !== 'response') return row;
    const ms = Math.round(byMs(row.ts - startedSec));
    return { ...row, duration_ms: row.duration_ms + ms, ts: Math.round(row.ts * 1000 + ms) / 1000 };
  };
};
const same = (row: JournalRow) => row;

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-counted-'));
});
afterAll(() => rm(dir, { recursive: true }));

async function judge(name: string, rows: readonly JournalRow[]): Promise<Summary> {
  const files = toRunFiles(join(dir, name));
  await mkdir(files.dir);
  await writeRows(files.journal, rows);
  return (await judgeRun(files)).summary;
}

const RUNS: readonly (readonly [string, OptionValues, Played, (row: JournalRow) => JournalRow])[] = [
  ['a quick one', QUIET, {}, same],
  ['a quick one with errors', QUIET, { errorRatio: 0.03, lostRatio: 0.01, guardRatio: 0.02 }, same],
  ['a busy one', BUSY, {}, same],
  ['errors just under the bound', BUSY, { errorRatio: 0.0042 }, same],
  ['errors just over it', BUSY, { errorRatio: 0.007 }, same],
  ['a guard that falls back too often', BUSY, { guardRatio: 0.02 }, same],
  ['it gets slower and slower', BUSY, {}, slower((sec) => 12 * sec)],
  ['it does not recover', BUSY, {}, slower((sec) => (sec > 40 ? 1500 : 0))],
];

const toVerdict = ({ verdict, status, stop_reason }: Summary) => ({
  status,
  reason: stop_reason,
  outcome: verdict.outcome,
  gates: verdict.gates.map(({ id, outcome }) => [id, outcome]),
});

describe.each(RUNS)('%s', (name, values, played, change) => {
  const rows = [...record(values, played, change)];
  const reduceTo = (oneByOne: number) => {
    const reducer = createReducer(listCountedFlags(SERVICE), oneByOne);
    return [...rows.flatMap((row) => [...reducer.add(row)]), ...reducer.flush()];
  };
  let byRows: Summary;
  beforeAll(async () => {
    byRows = await judge(`${name} by rows`, rows);
  });

  it('comes to the same where each time is told, to the last figure', async () => {
    expect(await judge(`${name} one by one`, reduceTo(Number.POSITIVE_INFINITY))).toEqual(byRows);
  });

  it('comes to the same verdict by histograms alone', async () => {
    const counted = reduceTo(0);
    expect(counted.length).toBeLessThan(rows.length / 3);
    const found = await judge(`${name} by counts`, counted);
    expect(toVerdict(found)).toEqual(toVerdict(byRows));
    expect(found.totals).toEqual(byRows.totals);
    expect(found.rates).toEqual(byRows.rates);
    expect(found.broken_by_route).toEqual(byRows.broken_by_route);
    const gate = (summary: Summary, id: string) => summary.verdict.gates.find((one) => one.id === id);
    for (const { id } of byRows.verdict.gates.filter(({ id }) => /rate|http|transport|sequential/.test(id)))
      expect(gate(found, id)).toEqual(gate(byRows, id));
    for (const [phase, own] of Object.entries(byRows.phases)) {
      const other = found.phases[phase as keyof typeof found.phases]!;
      for (const key of ['p50_ms', 'p95_ms', 'p99_ms'] as const)
        expect(Math.abs(other[key]! - own[key]!)).toBeLessThanOrEqual(own[key]! * LATENCY_ERROR * 1.5 + 1);
    }
  });
});
