// The journals of segments → the one journal of their run, in a folder of its own.
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { listGates } from '../../../thresholds/gates.ts';
import { PROFILES } from '../../../thresholds/profiles.ts';
import type { RunnerEnd } from '../../core/fleet/close.ts';
import { createFleetMerge } from '../../core/fleet/merge.ts';
import type { JournalRow } from '../../core/journal/events.ts';
import { parsePastPlan } from '../../core/plan/past-plan.ts';
import { toSafeJson } from '../../core/text/redact.ts';
import { readRows } from '../run-folder/read-rows.ts';
import { createRunDir, type RunFiles } from '../run-folder/run-files.ts';
import { loadServiceOf } from '../service/read-service.ts';
import type { SegmentJournal } from './find-segments.ts';

/**
 * Writes the journal of a run from those of its segments, in the order of their times.
 * @param segments all of them, in order
 * @throws OptionError where there is no room for the folder, or a journal cannot be read
 */
export async function mergeSegments(
  segments: readonly SegmentJournal[],
  outputDir: string,
): Promise<RunFiles> {
  const [first] = segments;
  if (!first) throw new RangeError('no segments');
  const { service } = await loadServiceOf(first.journal);
  const { SEGMENT: _, ...options } = first.started.options;
  const runners = segments.length;
  const plan = parsePastPlan(
    service,
    { options: { ...options, RUNNERS: String(runners) }, seed: first.started.seed },
    PROFILES,
  );
  const gates = listGates(service, plan);
  const files = await createRunDir(outputDir);
  const lines = async function* () {
    const merge = createFleetMerge({ service, plan, gates, runners, merged: 'afterwards' });
    const ends = new Map<number, RunnerEnd>();
    let lastSec = first.started.ts;
    for await (const { runner, row } of inOrder(segments)) {
      if (row.type !== 'verdict') lastSec = Math.max(lastSec, row.ts);
      if (row.type === 'k6.exited') ends.set(runner, { runner, code: row.code, why: row.signal });
      yield* toLines(merge.add(runner, row, row.ts));
    }
    yield* toLines(merge.end([...ends.values()], lastSec));
  };
  await pipeline(lines, createWriteStream(files.journal));
  return files;
}

const toLines = (rows: readonly JournalRow[]) => rows.map((row) => `${toSafeJson(row)}\n`);

interface Head {
  readonly runner: number;
  readonly rows: AsyncGenerator<JournalRow>;
  row: JournalRow;
}

/** The rows of all segments by their times; those of one segment stay in their order. */
async function* inOrder(
  segments: readonly SegmentJournal[],
): AsyncGenerator<{ readonly runner: number; readonly row: JournalRow }> {
  const heads: Head[] = [];
  for (const segment of segments) {
    const rows = readOwn(segment);
    const { value: row } = await rows.next();
    if (row) heads.push({ runner: segment.runner, rows, row });
  }
  while (heads.length > 0) {
    const head = heads.reduce((a, b) => (toBeganSec(b.row) < toBeganSec(a.row) ? b : a));
    yield { runner: head.runner, row: head.row };
    const { value: next } = await head.rows.next();
    if (next) head.row = next;
    else heads.splice(heads.indexOf(head), 1);
  }
}

/** What is counted goes before what happened beside it, or a share among too few would be too great. */
const toBeganSec = (row: JournalRow) => (row.type === 'counts' ? row.since_ts : row.ts);

/** The rows of a segment; lines that are none are told once, when all have been read. */
async function* readOwn({ runner, journal, started }: SegmentJournal): AsyncGenerator<JournalRow> {
  let lastSec = started.ts;
  const faults: string[] = [];
  for await (const read of readRows(journal)) {
    for (const { row, fault } of read) {
      if (row) {
        lastSec = row.ts;
        yield row;
      } else faults.push(fault);
    }
  }
  if (faults.length === 0) return;
  const what = faults.length === 1 ? 'a line that is no row' : `${faults.length} lines that are no rows`;
  const why = `runner ${runner} wrote ${what} into its journal; the first is ${faults[0]}`;
  yield { ts: lastSec, type: 'fleet.broken', runner, why };
}
