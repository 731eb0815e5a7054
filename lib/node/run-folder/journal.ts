// The journal on disk: appended to, followed while it grows, read again when the run is over.
import { appendFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { JournalRow } from '../../core/journal/events.ts';
import { toSafeJson } from '../../core/text/redact.ts';
import { readRows, toRow } from './read-rows.ts';
import { createTail, createTailCounts, MovedError } from './tail.ts';

/** Appends one row. k6 appends to the same file; lines of both are whole, since each is one append. */
export async function appendRow(file: string, row: JournalRow): Promise<void> {
  await appendFile(file, `${toSafeJson(row)}\n`);
}

/** A row that a runner wrote as a line of the merged journal. Rows of calls were made safe there; the rest is of all kinds. */
export const toMergedLine = (row: JournalRow): string =>
  row.type === 'response' || row.type === 'counts' ? JSON.stringify(row) : toSafeJson(row);

/** What of a journal could not be read: lines that are no row of this version, and what is wrong with the first of them. */
export interface Unread {
  readonly malformed: number;
  readonly firstFault?: string;
}

/**
 * Rows of a finished journal, in order. A line that is none (a run was cut while writing it, another version wrote it) is left out
 * and counted.
 * @throws RunFileError where the file is no journal at all
 */
export async function readJournal(file: string, onRow: (row: JournalRow) => void): Promise<Unread> {
  let malformed = 0;
  let firstFault: string | undefined;
  for await (const read of readRows(file)) {
    for (const { row, fault } of read) {
      if (row) {
        onRow(row);
        continue;
      }
      malformed++;
      firstFault ??= fault;
    }
  }
  return { malformed, ...(firstFault === undefined ? {} : { firstFault }) };
}

const FOLLOW_EVERY_MS = 100;

const parseLine = (line: string) => {
  const row = toRow(line);
  return row ? { row } : { skipped: 'malformed' as const };
};

/**
 * Hands on the rows of a growing journal until `signal` aborts, then what is left of it.
 * A file that is not there yet is waited for.
 * @throws Error where it is renamed, deleted or emptied meanwhile: k6 goes on writing to the file it has opened, and nobody reads that
 */
export async function followJournal(
  file: string,
  onRow: (row: JournalRow) => void,
  signal: AbortSignal,
): Promise<void> {
  const tail = createTail<JournalRow>({
    file,
    parse: parseLine,
    rotation: 'refused',
    counts: createTailCounts(),
    onRows: (rows) => {
      for (const { row } of rows) onRow(row);
    },
  });
  try {
    while (!signal.aborted) {
      await tail.poll();
      await pause(FOLLOW_EVERY_MS, undefined, { signal }).catch(() => {});
    }
    await tail.poll();
  } catch (error) {
    if (!(error instanceof MovedError)) throw error;
    throw new Error(
      `${file} was moved away or emptied while the run wrote to it, so the rest of the run is not in it; leave it alone until the run is over`,
      { cause: error },
    );
  } finally {
    await tail.close();
  }
}
