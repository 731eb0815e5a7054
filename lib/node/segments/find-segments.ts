// The journals of a run whose runners were started by hand, as a person names them: which segment each is, and whether they are all there.
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { findOtherRun } from '../../core/fleet/same-run.ts';
import { type FleetSegment, toRunnerOf } from '../../core/fleet/segment.ts';
import { readSteps } from '../../core/journal/counts/numbers.ts';
import type { JournalRow, RowOf } from '../../core/journal/events.ts';
import { OptionError } from '../../core/options/option-error.ts';
import { toPlain } from '../../core/text/plain-text.ts';
import { redactText } from '../../core/text/redact.ts';
import { findRun } from '../run-folder/find-run.ts';
import { readRows } from '../run-folder/read-rows.ts';
import { toRunFiles } from '../run-folder/run-files.ts';

/** A segment, and where it is written. */
export interface SegmentJournal extends FleetSegment {
  /** As the person named it. */
  readonly name: string;
  readonly journal: string;
  readonly started: RowOf<'run.started'>;
}

/** Rows before the first answer of a runner: what was healed, its start, its phase. */
const MOST_ROWS = 1_000;

/**
 * The segments of one run, the first of them first.
 * @param names folders, journals, or `latest` and `latest~n`, in any order
 * @throws OptionError where one is no segment, is missing, is there twice, or is of another run
 */
export async function findSegments(
  names: readonly string[],
  outputDir: string,
): Promise<readonly SegmentJournal[]> {
  const found = await Promise.all(names.map((name) => findSegment(name, outputDir)));
  const [first] = found;
  if (!first) throw new OptionError('no segment is named');
  for (const one of found) requireSame(one, first);
  const { runners } = first;
  const ordered = found.toSorted((a, b) => a.runner - b.runner);
  for (const [i, one] of ordered.entries()) {
    const before = ordered[i - 1];
    if (before?.runner === one.runner)
      throw new OptionError(
        `${before.name} and ${one.name} are both segment ${one.runner} of ${runners}: name each once`,
      );
  }
  const missing = Array.from({ length: runners }, (_, i) => i + 1).filter(
    (runner) => !ordered.some((one) => one.runner === runner),
  );
  if (missing.length > 0)
    throw new OptionError(
      `segment ${missing.join(', ')} of ${runners} is missing: name the folders of all ${runners}`,
    );
  return ordered;
}

function requireSame(one: SegmentJournal, first: SegmentJournal): void {
  if (one.runners !== first.runners)
    throw new OptionError(
      `${one.name} is a segment of ${one.runners}, ${first.name} of ${first.runners}: name those of one run`,
    );
  const other = findOtherRun(one.started, first.started);
  if (other !== undefined) throw new OptionError(`${one.name} ${redactText(toPlain(other, 1_000))}`);
}

async function findSegment(given: string, outputDir: string): Promise<SegmentJournal> {
  const path = resolve(given);
  const isFile = await stat(path).then(
    (there) => there.isFile(),
    () => false,
  );
  const journal = isFile ? path : toRunFiles(await findRun(given, outputDir)).journal;
  const name = toPlain(given, 1_000);
  let started: RowOf<'run.started'> | undefined;
  let seen = 0;
  for await (const read of readRows(journal)) {
    for (const { row } of read) {
      seen++;
      if (row?.type === 'run.started') started ??= row;
      const n = row && findNumber(row);
      const segment = started && readSegment(started, name, n);
      if (started && segment) return { ...segment, name, journal, started };
    }
    if (seen > MOST_ROWS) break;
  }
  throw new OptionError(
    started
      ? `${name} holds no answer that would tell which of the runners it is of`
      : `${name} holds no run.started row: its k6 did not get as far as its first journey`,
  );
}

/** The number of a journey of which the row tells. */
function findNumber(row: JournalRow): number | undefined {
  if (row.type === 'response') return row.n;
  const [first] = row.type === 'counts' ? readSteps(row.numbers[0]?.n ?? []) : [];
  return first;
}

/** @param n the number of a journey that it played; undefined where none is known yet */
function readSegment(
  { options, merged }: RowOf<'run.started'>,
  name: string,
  n: number | undefined,
): FleetSegment | undefined {
  const { SEGMENT: segment = '', RUNNERS: asked = '1' } = options;
  if (merged !== undefined) throw new OptionError(`${name} is put together already: judge it alone`);
  const [runner = 0, runners = Number(asked)] = segment === '' ? [] : segment.split('/').map(Number);
  if (runners < 2 || !Number.isInteger(runners))
    throw new OptionError(`${name} is a whole run, and no segment of one: judge it alone`);
  if (segment !== '') return { runner, runners };
  return n === undefined ? undefined : { runner: toRunnerOf(n, runners), runners };
}
