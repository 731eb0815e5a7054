// The journal on disk: appended to, followed while it grows, read again when the run is over.
import { createReadStream } from 'node:fs';
import { appendFile, open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { type JournalRow, parseRow } from '../../core/journal/events.ts';
import { toSafeJson } from '../../core/text/redact.ts';

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
const CHUNK_BYTES = 1 << 20;

const createMovedError = (file: string) =>
  new Error(
    `${file} was moved away or emptied while the run wrote to it, so the rest of the run is not in it; leave it alone until the run is over`,
  );

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
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let offset = 0;
  let rest: Buffer = Buffer.alloc(0);
  let inode: number | undefined;
  const readOn = async () => {
    const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
      if (inode !== undefined && error.code === 'ENOENT') throw createMovedError(file);
    });
    if (!handle) return;
    try {
      const { ino, size } = await handle.stat();
      inode ??= ino;
      if (ino !== inode || size < offset) throw createMovedError(file);
      for (;;) {
        const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES, offset);
        if (bytesRead === 0) return;
        offset += bytesRead;
        // Split at bytes, not at text: a chunk may end inside a character.
        const bytes = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
        const end = bytes.lastIndexOf(0x0a);
        rest = Buffer.from(bytes.subarray(end + 1));
        for (const line of bytes
          .subarray(0, end + 1)
          .toString('utf8')
          .split('\n')) {
          const row = line === '' ? undefined : toRow(line);
          if (row) onRow(row);
        }
      }
    } finally {
      await handle.close();
    }
  };
  while (!signal.aborted) {
    await readOn();
    await pause(FOLLOW_EVERY_MS, undefined, { signal }).catch(() => {});
  }
  await readOn();
}
