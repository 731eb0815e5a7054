// The rows of a finished journal, one after the other, for whoever reads several at a time.
import { type JournalRow, parseRow } from '../../core/journal/events.ts';
import { loadRowForm } from './row-form.ts';
import { readRunLines } from './run-file.ts';

/** A line of a journal: its row, or what is wrong with it. */
export type ReadRow =
  | { readonly row: JournalRow; readonly fault?: never }
  | { readonly row?: never; readonly fault: string };

/**
 * Rows in order, some at a time. A line that is none (a run was cut while writing it, another version wrote it) comes with its fault.
 * @throws RunFileError where the file is no journal at all
 */
export async function* readRows(file: string): AsyncGenerator<readonly ReadRow[]> {
  const form = await loadRowForm();
  for await (const lines of readRunLines(file)) {
    const read: ReadRow[] = [];
    for (const { line, text } of lines) {
      if (text === '') continue;
      const row = text === undefined ? undefined : toRow(text);
      if (row && form.isSurelyRow(row)) {
        read.push({ row });
        continue;
      }
      const fault = row ? (await form.loadCheck())(row) : 'no row of a journal';
      read.push(row && fault === undefined ? { row } : { fault: `line ${line}, ${fault}` });
    }
    yield read;
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
