// Why a program that we started is no more: what it said last in its log, which may be gone before anybody looks.
import { open } from 'node:fs/promises';
import { toPlain } from '../../core/text/plain-text.ts';
import { redactText } from '../../core/text/redact.ts';

const MAX_BYTES = 16_384;
const MAX_CHARS = 500;
/** Where in the code it broke, and what Node adds to that. */
const TRACE = /^\s|^[}^]|^Node\.js v|^Emitted 'error' event/;

/** The last sentence of a log: of a crash the error, else the last line. '' where there is none. */
export async function readLogEnd(logFile: string): Promise<string> {
  const lines = (await readEnd(logFile)).split(/\r?\n/).filter((line) => line.trim() !== '');
  const said = lines.filter((line) => !TRACE.test(line));
  const error = said.findLast((line) => /^(?:Uncaught )?[A-Z]?\w*Error\b/.test(line));
  return toPlain(redactText((error ?? said.at(-1) ?? lines.at(-1) ?? '').trim()), MAX_CHARS);
}

async function readEnd(file: string): Promise<string> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (!handle) return '';
  try {
    const { size } = await handle.stat();
    const bytes = Buffer.alloc(Math.min(size, MAX_BYTES));
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** `why`, and what the program said of it. */
export async function withLogEnd(why: string, logFile: string): Promise<string> {
  const said = await readLogEnd(logFile);
  return said === '' ? `${why}; it said nothing` : `${why}: ${said}`;
}
