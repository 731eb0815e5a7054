// Rows of a fleet into its one journal: many at once, in the order in which they came.
import { appendFile } from 'node:fs/promises';

export interface LineWriter {
  /** Adds lines; they are on the disk after the next `flush`. */
  add(lines: readonly string[]): void;
  /** Waits until all is written. @throws Error where the file takes no more */
  flush(): Promise<void>;
}

/** Node appends a longer text in pieces of 512 KiB, wherever that is in a line (`kWriteFileMaxChunkSize` of `lib/internal/fs/promises.js`). */
const MOST_BYTES = 500_000;

/** Lines as texts that Node appends in one write each; a longer line is a text of its own. */
function* toWrites(lines: readonly string[]): Generator<string> {
  let bytes = 0;
  let from = 0;
  for (const [at, line] of lines.entries()) {
    const own = Buffer.byteLength(line) + 1;
    if (bytes > 0 && bytes + own > MOST_BYTES) {
      yield `${lines.slice(from, at).join('\n')}\n`;
      [bytes, from] = [0, at];
    }
    bytes += own;
  }
  yield `${lines.slice(from).join('\n')}\n`;
}

/** Writes to a file that others append to as well: each write is of whole lines. */
export function createLineWriter(file: string): LineWriter {
  let waiting: string[] = [];
  let writing: Promise<void> | undefined;
  const write = async () => {
    while (waiting.length > 0) {
      const lines = waiting;
      waiting = [];
      for (const text of toWrites(lines)) await appendFile(file, text);
    }
  };
  const begin = () => {
    writing ??= write().finally(() => {
      writing = undefined;
    });
    // Who flushes is told.
    writing.catch(() => {});
    return writing;
  };
  return {
    add(lines) {
      if (lines.length === 0) return;
      waiting.push(...lines);
      begin();
    },
    async flush() {
      while (writing !== undefined || waiting.length > 0) await begin();
    },
  };
}
