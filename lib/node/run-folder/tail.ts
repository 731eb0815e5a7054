// Follows the journal as it grows, through whatever happens to the file: the one tailer, of the feed and of the run itself.
import { type FileHandle, stat } from 'node:fs/promises';
import { createLineSplitter, type LineSplitter } from './lines.ts';
import { openRunFile } from './run-file.ts';
import { createSegment, type NumberedRow, noteLine, type Segment } from './segment.ts';

/** What the tail has met so far. Everything counts from 0 and only grows. */
export interface TailCounts {
  lines: number;
  rows: number;
  /** Lines that are no row of a journal, and lines that a rotation cut off. */
  malformed: number;
  /** Lines over 1 MiB. */
  oversized: number;
  /** Rows of a type this version does not know; they are not sent. */
  unknown: number;
  /** Reads that ended within a line; the line is taken when its rest is there. */
  partial: number;
  /** Rotations: another file under the name, or the same one emptied. */
  renamed: number;
  truncated: number;
}

/** Makes the counts, all 0. */
export function createTailCounts(): TailCounts {
  return {
    lines: 0,
    rows: 0,
    malformed: 0,
    oversized: 0,
    unknown: 0,
    partial: 0,
    renamed: 0,
    truncated: 0,
  };
}

export interface Tail {
  /**
   * Reads what has come, and sees to rotations. What cannot be read now is tried again at the next call; it rejects only where
   * rotations are refused, with a MovedError or with why the file that was being read cannot be read on.
   */
  poll(): Promise<void>;
  /** The file that is read now; undefined where there has been none yet. */
  segment(): Segment | undefined;
  /** True where a file lies under the name. */
  present(): boolean;
  /** Why the last look at the file failed; undefined where it did not. */
  problem(): string | undefined;
  /** Bytes of a line that has not ended yet. */
  pendingBytes(): number;
  close(): Promise<void>;
}

/** A file that is followed was renamed, deleted or emptied, where that is refused. */
export class MovedError extends Error {
  override readonly name = 'MovedError';
}

/** A line as its reader takes it; or why there is no row in it. */
export type ParsedLine<Row> = { readonly row: Row } | { readonly skipped: 'malformed' | 'unknown' };

export interface TailOptions<Row extends { readonly ts: number }> {
  readonly file: string;
  readonly parse: (line: string) => ParsedLine<Row>;
  /**
   * What becomes of a file that is renamed, deleted or emptied. `followed`: it is read to its end, then the next one from its
   * beginning. `refused`: poll rejects, and nothing more is read.
   */
  readonly rotation: 'followed' | 'refused';
  readonly counts: TailCounts;
  /** Is given the rows of one read, in order; their segment has been read up to the last one's line or further. */
  readonly onRows: (rows: readonly NumberedRow<Row>[], segment: Segment) => void;
  /** Opens the file for reading; another one than node:fs in tests of a slow disk. */
  readonly openFile?: (file: string) => Promise<FileHandle>;
  readonly nowMs?: () => number;
}

/** Small enough that sockets are served between two reads of a long journal. */
const READ_BYTES = 256 * 1024;
/** What is compared to tell an emptied file that has grown past where we were. */
const HEAD_BYTES = 256;
/** A writer may go on for a moment in the file that was renamed. */
const RENAMED_QUIET_MS = 1_000;

/** Follows `file`, which need not be there yet. */
export function createTail<Row extends { readonly ts: number }>({
  file,
  parse,
  rotation,
  counts,
  onRows,
  nowMs = () => performance.now(),
  ...o
}: TailOptions<Row>): Tail {
  const openFile = o.openFile ?? openRunFile;
  const bytes = Buffer.alloc(READ_BYTES);
  let segment: Segment | undefined;
  let splitter: LineSplitter = createLineSplitter({ line: 0, offset: 0 });
  let readOffset = 0;
  let head = Buffer.alloc(0);
  let headAtMs = 0;
  let grownAtMs = 0;
  let present = false;
  let problem: string | undefined;

  const begin = (handle: FileHandle): Segment => {
    if (splitter.pendingBytes() > 0) counts.malformed += 1;
    const begun = createSegment(handle);
    splitter = createLineSplitter(begun.end);
    readOffset = 0;
    head = Buffer.alloc(0);
    headAtMs = 0;
    grownAtMs = nowMs();
    segment = begun;
    return begun;
  };

  const readHead = async (handle: FileHandle, length: number): Promise<Buffer> => {
    const found = Buffer.alloc(length);
    const { bytesRead } = await handle.read(found, 0, length, 0);
    return found.subarray(0, bytesRead);
  };

  /** An emptied file is shorter than what we have read of it, or begins with something else. Gives the segment to read on. */
  const seeTruncation = async (of: Segment): Promise<Segment> => {
    const { handle } = of;
    const { size, mtimeMs } = await handle.stat();
    const sameHead = mtimeMs === headAtMs || (await readHead(handle, head.length)).equals(head);
    headAtMs = mtimeMs;
    if (size >= readOffset && sameHead) return of;
    if (rotation === 'refused') throw new MovedError(`${file} was emptied`);
    counts.truncated += 1;
    return begin(handle);
  };

  const readOn = async (into: Segment) => {
    for (;;) {
      const { bytesRead } = await into.handle.read(bytes, 0, READ_BYTES, readOffset);
      if (bytesRead === 0) return;
      if (head.length < HEAD_BYTES && readOffset === head.length)
        head = Buffer.concat([head, bytes.subarray(0, Math.min(bytesRead, HEAD_BYTES - head.length))]);
      readOffset += bytesRead;
      grownAtMs = nowMs();
      takeLines(into, bytes.subarray(0, bytesRead));
      if (bytesRead < READ_BYTES && splitter.pendingBytes() > 0) counts.partial += 1;
    }
  };

  const takeLines = (into: Segment, read: Buffer) => {
    const rows: NumberedRow<Row>[] = [];
    for (const line of splitter.push(read)) {
      counts.lines += 1;
      const parsed = line.text === undefined ? ({ skipped: 'oversized' } as const) : parse(line.text);
      const row = 'row' in parsed ? parsed.row : undefined;
      noteLine(into, line, row);
      if (row) rows.push({ line: line.line, row });
      else if ('skipped' in parsed && line.text !== '') counts[parsed.skipped] += 1;
    }
    counts.rows += rows.length;
    if (rows.length > 0) onRows(rows, into);
  };

  /** What lies under the name now: the file that we read, another, or none. */
  const look = async ({ handle }: Segment): Promise<'ours' | 'other' | 'none'> => {
    const there = await stat(file).catch(() => undefined);
    present = there !== undefined;
    if (!there) return 'none';
    const ours = await handle.stat();
    return there.ino === ours.ino && there.dev === ours.dev ? 'ours' : 'other';
  };

  const poll = async () => {
    const current = await seeTruncation(segment ?? begin(await openFile(file)));
    if (rotation === 'refused' && (await look(current)) !== 'ours')
      throw new MovedError(`${file} was moved away`);
    await readOn(current);
    if (rotation === 'refused' || (await look(current)) !== 'other') return;
    // Its writers may not be done with the one we have.
    if (nowMs() - grownAtMs < RENAMED_QUIET_MS) return;
    const next = await openFile(file);
    // What was written to the old file since we last looked.
    await readOn(current);
    await current.handle.close();
    counts.renamed += 1;
    await readOn(begin(next));
  };

  return {
    async poll() {
      try {
        await poll();
        problem = undefined;
      } catch (error) {
        present = false;
        problem = error instanceof Error ? error.message : String(error);
        if (rotation === 'refused' && segment) throw error;
      }
    },
    segment: () => segment,
    present: () => present,
    problem: () => problem,
    pendingBytes: () => splitter.pendingBytes(),
    close: async () => segment?.handle.close(),
  };
}
