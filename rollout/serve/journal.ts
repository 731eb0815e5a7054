// The journal of decisions: every change of one, a line each, in a file that does not grow without end.
import { appendFile, open, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject, type Json, toJsonOrNone } from '../../lib/core/text/json.ts';

export const JOURNAL_FILE = 'decisions.ndjson';
/** The file is then set aside under another name, over the one that was set aside before. */
const MAX_BYTES = 8_000_000;
/** So much of its end is read at a start. */
const TAIL_BYTES = 1_000_000;
const KEPT_ROWS = 500;

export interface Journal {
  /** Writes a row; the file is on disk when this is over. */
  append(row: Json): Promise<void>;
  /** The last rows, the oldest first. */
  rows(): readonly Json[];
}

/** Opens the journal in a folder, and reads the end of what is there. A half line, as a killed writer leaves one, is left out. */
export async function openJournal(dir: string): Promise<Journal> {
  const file = join(dir, JOURNAL_FILE);
  const tail = await readTail(file);
  const rows = [...tail.rows];
  if (tail.isCut) await appendFile(file, '\n');
  let last: Promise<void> = Promise.resolve();
  const write = async (row: Json) => {
    const { size } = await stat(file).catch(() => ({ size: 0 }));
    if (size > MAX_BYTES) await rename(file, `${file}.1`);
    await appendFile(file, `${JSON.stringify(row)}\n`, { mode: 0o600 });
  };
  return {
    rows: () => rows,
    append(row) {
      rows.push(row);
      if (rows.length > KEPT_ROWS) rows.shift();
      last = last.catch(() => {}).then(() => write(row));
      return last;
    },
  };
}

/** @returns its rows, and whether a line at its end has no end of its own */
async function readTail(file: string): Promise<{ readonly rows: readonly Json[]; readonly isCut: boolean }> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (handle === undefined) return { rows: [], isCut: false };
  try {
    const { size } = await handle.stat();
    const from = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - from), 0, size - from, from);
    const lines = buffer.subarray(0, bytesRead).toString('utf8').split('\n');
    // Where it begins in the midst of the file, the first line is the end of one.
    const whole = from > 0 ? lines.slice(1) : lines;
    return {
      rows: whole.map(toJsonOrNone).filter(isObject).slice(-KEPT_ROWS),
      isCut: lines.at(-1) !== '',
    };
  } finally {
    await handle.close();
  }
}
