// The one way in which a file of a run is opened: it may have been copied, packed, written by another program, or be no file at all.
import { constants, type FileHandle, open } from 'node:fs/promises';
import { OptionError } from '../../core/options/option-error.ts';
import { withoutMark } from '../../core/text/ends.ts';
import { toPlain } from '../../core/text/plain-text.ts';
import { createLineSplitter, type Line } from './lines.ts';

/** A summary of a day has some 100 kB; one that has a hundred times that is none. */
export const MAX_TEXT_BYTES = 16 * 1024 * 1024;

/** What a file is by its first bytes, and what to do about it. */
const MAGIC: readonly (readonly [bytes: readonly number[], what: string])[] = [
  [[0x1f, 0x8b], 'is packed by gzip; unpack it'],
  [[0x50, 0x4b, 0x03, 0x04], 'is a zip archive; unpack it'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'is packed by zstd; unpack it'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'is packed by xz; unpack it'],
  [[0x42, 0x5a, 0x68], 'is packed by bzip2; unpack it'],
  [[0xff, 0xfe], 'is in UTF-16; write it in UTF-8, as the run did'],
  [[0xfe, 0xff], 'is in UTF-16; write it in UTF-8, as the run did'],
  [[0x7b, 0x00], 'is in UTF-16; write it in UTF-8, as the run did'],
  [[0x00, 0x7b], 'is in UTF-16; write it in UTF-8, as the run did'],
];
const HEAD_BYTES = 8;
const CHUNK_BYTES = 256 * 1024;
const AS_WRITTEN = 'give the folder of a run as it was written';

const startsWith = (bytes: Uint8Array, start: readonly number[]) =>
  bytes.length >= start.length && start.every((byte, i) => bytes[i] === byte);

/** A file of a run that cannot be read as one. The message names the file and the remedy. */
export class RunFileError extends OptionError {
  constructor(file: string, why: string) {
    super(`${toPlain(file, 1_000)} ${why}`);
  }
}

/**
 * Opens a file of a run for reading. The caller closes it.
 * @throws RunFileError where it is no regular file, cannot be read, or is packed or in another encoding
 */
export async function openRunFile(file: string): Promise<FileHandle> {
  // Without the second flag a named pipe is waited for until somebody writes to it.
  const flags = constants.O_RDONLY | constants.O_NONBLOCK;
  const handle = await open(file, flags).catch((error: NodeJS.ErrnoException) => {
    throw new RunFileError(file, toReason(error));
  });
  try {
    const found = await handle.stat();
    if (found.isDirectory()) throw new RunFileError(file, `is a folder; ${AS_WRITTEN}`);
    if (!found.isFile()) throw new RunFileError(file, `is no regular file; ${AS_WRITTEN}`);
    const head = new Uint8Array(HEAD_BYTES);
    const { bytesRead } = await handle.read(head, 0, HEAD_BYTES, 0);
    const what = MAGIC.find(([bytes]) => startsWith(head.subarray(0, bytesRead), bytes))?.[1];
    if (what !== undefined) throw new RunFileError(file, what);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function toReason({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'is not there; give the folder of a run';
    case 'EACCES':
    case 'EPERM':
      return 'may not be read by this user; give it the right to';
    case 'ENXIO':
    case 'ELOOP':
      return `is no regular file; ${AS_WRITTEN}`;
    default:
      return `cannot be read (${message})`;
  }
}

/**
 * The text of a small file of a run: a summary, a note, the end of a log.
 * @throws RunFileError as `openRunFile`, and where it is longer than `maxBytes`
 */
export async function readRunText(file: string, maxBytes = MAX_TEXT_BYTES): Promise<string> {
  const handle = await openRunFile(file);
  try {
    const { size } = await handle.stat();
    if (size > maxBytes) throw new RunFileError(file, `has ${size} bytes, and at most ${maxBytes} are read`);
    const bytes = Buffer.alloc(size);
    const { bytesRead } = await handle.read(bytes, 0, size, 0);
    return withoutMark(bytes.toString('utf8', 0, bytesRead));
  } finally {
    await handle.close();
  }
}

const NEWLINE = Buffer.from('\n');

/** Reads on where the last read ended. A fault is told to who awaits it, and is no other's concern. */
function readInto(handle: FileHandle, chunk: Buffer): Promise<number> {
  const reading = handle.read(chunk, 0, CHUNK_BYTES, null).then(({ bytesRead }) => bytesRead);
  reading.catch(() => {});
  return reading;
}

/**
 * The lines of a file of a run, some at a time, whatever is in them; the last one also where it has lost its end.
 * @throws RunFileError as `openRunFile`
 */
export async function* readRunLines(file: string): AsyncGenerator<readonly Line[]> {
  const handle = await openRunFile(file);
  try {
    const splitter = createLineSplitter({ line: 0, offset: 0 });
    // While the lines of one chunk are gone through, the next one is read.
    let [chunk, next] = [Buffer.alloc(CHUNK_BYTES), Buffer.alloc(CHUNK_BYTES)];
    let reading = readInto(handle, chunk);
    for (let length = await reading; length > 0; length = await reading) {
      reading = readInto(handle, next);
      yield splitter.push(chunk.subarray(0, length));
      [chunk, next] = [next, chunk];
    }
    if (splitter.pendingBytes() > 0) yield splitter.push(NEWLINE);
  } finally {
    await handle.close();
  }
}
