// One file that is, or was, the journal: how far it has been read, and its rows again for a client that comes back.
import type { FileHandle } from 'node:fs/promises';
import { type FeedRow, parseFeedLine } from '../../core/journal/feed-row.ts';
import { createLineSplitter, type Line, type LinePosition } from './lines.ts';

/**
 * A journal file from its first byte on. Another file under the same name, or the same file emptied, is another segment.
 * Ids of rows are `<generation>-<line>`: the generation is the time of the file's first row in epoch milliseconds, so that it is the
 * same after a restart of the feed, and larger after a rotation.
 */
export interface Segment {
  readonly handle: FileHandle;
  /** Undefined as long as the file holds no row. */
  generation: number | undefined;
  /** Behind the last complete line that has been read. */
  end: LinePosition;
  /** Where some of its lines begin, in order: where to start reading for a client that comes back. */
  readonly marks: LinePosition[];
}

/** A row and the number of its line. */
export interface NumberedRow<Row = FeedRow> {
  readonly line: number;
  readonly row: Row;
}

const FILE_START: LinePosition = { line: 0, offset: 0 };
/** Lines from one mark to the next: 412 marks for a day. */
const MARK_EVERY = 1_000;

/** A segment of which nothing has been read. */
export function createSegment(handle: FileHandle): Segment {
  return { handle, generation: undefined, end: FILE_START, marks: [FILE_START] };
}

/** Notes that a line has been read, and of the first row the generation. */
export function noteLine(
  segment: Segment,
  { line, offset }: Line,
  row: { readonly ts: number } | undefined,
): void {
  segment.end = { line, offset };
  if (line % MARK_EVERY === 0) segment.marks.push(segment.end);
  if (row) segment.generation ??= Math.round(row.ts * 1_000);
}

/** `<generation>-<line>` of the last line read; undefined where no row has been. */
export function toEventId(segment: Segment, line: number): string | undefined {
  return segment.generation === undefined ? undefined : `${segment.generation}-${line}`;
}

/** The line after which a client that saw `id` goes on; undefined where the id is not of this segment. */
export function findLine(segment: Segment | undefined, id: string | undefined): number | undefined {
  const [, generation, line] = /^(\d{1,16})-(\d{1,12})$/.exec(id ?? '') ?? [];
  if (segment === undefined || Number(generation) !== segment.generation) return undefined;
  return Number(line) <= segment.end.line ? Number(line) : undefined;
}

const READ_BYTES = 64 * 1024;

/** A stretch of the journal read again: its rows, and the last line it covers. */
export interface Stretch {
  readonly rows: readonly NumberedRow[];
  readonly line: number;
}

/**
 * What comes after a line, in stretches of about 64 kB, up to where the segment has been read at the end of the last one.
 * @throws Error where the file cannot be read any more
 */
export async function* readAfter(segment: Segment, after: number): AsyncGenerator<Stretch> {
  const start = segment.marks.findLast(({ line }) => line <= after) ?? FILE_START;
  const splitter = createLineSplitter(start);
  const bytes = Buffer.alloc(READ_BYTES);
  for (let { offset } = start; offset < segment.end.offset; ) {
    const length = Math.min(READ_BYTES, segment.end.offset - offset);
    const { bytesRead } = await segment.handle.read(bytes, 0, length, offset);
    if (bytesRead === 0) throw new Error('the journal is shorter than it was');
    offset += bytesRead;
    const rows: NumberedRow[] = [];
    let line = after;
    for (const one of splitter.push(bytes.subarray(0, bytesRead))) {
      if (one.line <= after) continue;
      line = one.line;
      const parsed = one.text === undefined ? undefined : parseFeedLine(one.text);
      if (parsed && 'row' in parsed) rows.push({ line, row: parsed.row });
    }
    if (line > after) yield { rows, line };
  }
}
