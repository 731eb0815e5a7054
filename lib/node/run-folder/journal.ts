// The journal on disk: appended to, followed while it grows, read again when the run is over.
import { createReadStream } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { type JournalRow, parseRow } from '../../core/journal/events.ts';
import { toSafeJson } from '../../core/text/redact.ts';
import { createTail, createTailCounts, MovedError } from './tail.ts';

/** Appends one row. k6 appends to the same file; lines of both are whole, since each is one append. */
export async function appendRow(file: string, row: JournalRow): Promise<void> {
  await appendFile(file, `${toSafeJson(row)}\n`);
}

/** Rows of a finished journal, in order. A line that is none (a run was cut while writing it) is counted, not thrown. */
export async function readJournal(
  file: string,
  onRow: (row: JournalRow) => void,
): Promise<{ readonly malformed: number }> {
  let malformed = 0;
  for await (const line of createInterface({
    input: createReadStream(file),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    if (line === '') continue;
    const row = toRow(line);
    if (row) onRow(row);
    else malformed++;
  }
  return { malformed };
}

function toRow(line: string): JournalRow | undefined {
  try {
    return parseRow(line);
  } catch {
    return undefined;
  }
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
