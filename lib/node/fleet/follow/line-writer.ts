// Rows of a fleet into its one journal: many at once, in the order in which they came.
import { appendFile } from 'node:fs/promises';

export interface LineWriter {
  /** Adds lines; they are on the disk after the next `flush`. */
  add(lines: readonly string[]): void;
  /** Waits until all is written. @throws Error where the file takes no more */
  flush(): Promise<void>;
}

/** Writes to a file that others append to as well: each write is of whole lines. */
export function createLineWriter(file: string): LineWriter {
  let waiting: string[] = [];
  let writing: Promise<void> | undefined;
  const write = async () => {
    while (waiting.length > 0) {
      const text = `${waiting.join('\n')}\n`;
      waiting = [];
      await appendFile(file, text);
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
