// A journal as a test looks at it: all its rows at once.
import { existsSync } from 'node:fs';
import type { JournalRow } from '../../lib/core/journal/events.ts';
import { readJournal } from '../../lib/node/run-folder/journal.ts';

/** The rows of a finished journal. @throws Error where a line is none */
export async function readRows(journal: string): Promise<readonly JournalRow[]> {
  const rows: JournalRow[] = [];
  const { malformed } = await readJournal(journal, (row) => rows.push(row));
  if (malformed > 0) throw new Error(`${malformed} lines of ${journal} are no rows`);
  return rows;
}

/** The whole rows of a journal that is being written, none where it is not there yet. */
export async function readRowsSoFar(journal: string): Promise<readonly JournalRow[]> {
  const rows: JournalRow[] = [];
  if (existsSync(journal)) await readJournal(journal, (row) => rows.push(row));
  return rows;
}
