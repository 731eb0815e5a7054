// The rows of a finished journal, one after the other, for whoever reads several at a time.
import type { Validate } from '../../core/answer/findings.ts';
import { type JournalRow, parseRow } from '../../core/journal/events.ts';
import type { Line } from './lines.ts';
import { loadRowCheck } from './row-form.ts';
import { readRunLines } from './run-file.ts';

/** A line of a journal: its row, or what is wrong with it. */
export type ReadRow =
  | { readonly row: JournalRow; readonly fault?: never }
  | { readonly row?: never; readonly fault: string };

/**
 * Rows in order, some at a time, each read when it is asked for. A line that is none (a run was cut while writing it, another version wrote
 * it) comes with its fault.
 * @throws RunFileError where the file is no journal at all
 */
export async function* readRows(file: string): AsyncGenerator<Iterable<ReadRow>> {
  const check = await loadRowCheck();
  for await (const lines of readRunLines(file)) yield toRows(lines, check);
}

/** One after the other: a chunk of rows that are all there at once is copied by the garbage collector again and again. */
function* toRows(lines: readonly Line[], check: Validate): Generator<ReadRow> {
  for (const { line, text } of lines) {
    if (text === '') continue;
    const row = text === undefined ? undefined : toRow(text);
    const fault = row ? check(row) : 'no row of a journal';
    yield row && fault === undefined ? { row } : { fault: `line ${line}, ${fault}` };
  }
}

/** A line as a row; undefined where it is none. */
export function toRow(line: string): JournalRow | undefined {
  try {
    return parseRow(line);
  } catch {
    return undefined;
  }
}
