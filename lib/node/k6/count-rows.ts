// A program beside k6: what k6 writes to its console goes on with the answers that broke nothing counted (docs/fleet.md).
//   count-rows.ts PIPE JOURNAL     reads the console of a k6 from a named pipe, and adds to a journal
//   count-rows.ts -- K6 ARGUMENT…  starts the k6, and counts what it writes to its error stream: deploy/k6-operator/counting/k6
import { appendFileSync, createReadStream, writeSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { type CountedFlags, createReducer } from '../../core/journal/counts/reduce.ts';
import type { JournalRow } from '../../core/journal/events.ts';
import { toMessage } from '../../core/text/message.ts';
import { startChild } from '../process/child.ts';
import { createLineSplitter } from '../run-folder/lines.ts';
import { toRow } from '../run-folder/read-rows.ts';
import { FLAGS_VARIABLE } from './counted-flags.ts';

/** What is held back is handed on after so long, whether or not its second is over by the clock of the k6. */
const HELD_MS = 1_000;
const LOOK_EVERY_MS = 100;
/** What stands for what cannot be read: no rows, as it was none. */
const TOO_LONG = 'a line that is too long for a row';
const CUT = 'a line that was cut';

const flags = JSON.parse(process.env[FLAGS_VARIABLE] ?? '') as CountedFlags;

type Write = (text: string) => void;

/**
 * Hands on the lines of a console, to its end.
 * @param say takes what is no row, as it is
 */
async function countLines(from: Readable, write: Write, say: Write): Promise<void> {
  const reducer = createReducer(flags);
  const splitter = createLineSplitter({ line: 0, offset: 0 });
  let sinceMs: number | undefined;
  // What is told was made safe where it was written.
  const toText = (rows: readonly JournalRow[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  const flush = () => {
    sinceMs = undefined;
    return toText(reducer.flush());
  };
  const take = (line: string): string => {
    const row = line.startsWith('{"') ? toRow(line) : undefined;
    if (row === undefined) {
      say(`${line}\n`);
      return '';
    }
    const rows = reducer.add(row);
    if (rows.length > 0 || sinceMs === undefined) sinceMs = performance.now();
    // What is told alone is told as it was written.
    return rows.map((one) => (one === row ? `${line}\n` : toText([one]))).join('');
  };
  const timer = setInterval(() => {
    if (sinceMs !== undefined && performance.now() - sinceMs >= HELD_MS) write(flush());
  }, LOOK_EVERY_MS);
  for await (const bytes of from) {
    const text = splitter
      .push(bytes as Buffer)
      .map(({ text }) => take(text ?? TOO_LONG))
      .join('');
    if (text !== '') write(text);
  }
  clearInterval(timer);
  write(`${flush()}${splitter.pendingBytes() > 0 ? `${CUT}\n` : ''}`);
}

/** Writes all of it, however full the pipe is. */
function writeAll(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
}

async function runK6(command: string, args: readonly string[]): Promise<number> {
  // Where its console is to go to a file, what is counted goes there, and its own words stay where they are.
  const { K6_CONSOLE_OUTPUT: file, ...env } = process.env;
  const say = (text: string) => writeAll(process.stderr.fd, text);
  const k6 = await startChild({ command, args, env, pipeStderr: true });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => k6.process.kill(signal));
  const write = (text: string) => {
    if (!file) return say(text);
    try {
      appendFileSync(file, text);
    } catch (error) {
      // In k6's words, by which whoever reads them knows that the run is lost.
      say(`Failed to write to log, ${toMessage(error)}\n`);
    }
  };
  if (k6.process.stderr) await countLines(k6.process.stderr, write, say);
  const { code } = await k6.ended;
  return code;
}

const [first = '', second = '', ...rest] = process.argv.slice(2);
if (first === '--') process.exitCode = await runK6(second, rest);
else {
  const write = (text: string) => appendFileSync(second, text);
  await countLines(createReadStream(first), write, write);
}
