import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withTemporaryDir } from '../../files/temporary.ts';
import { createLineWriter } from './line-writer.ts';

/** What a log brings at once after two minutes without an API server, in lines of one and of three bytes a character. */
const MANY = Array.from({ length: 5_000 }, (_, i) => `row ${i} ${(i % 2 === 0 ? 'a' : '肤').repeat(300)}`);

test('lines stay whole where another appends to the same file', () =>
  withTemporaryDir('lines', async (dir) => {
    const file = join(dir, 'events.ndjson');
    const writer = createLineWriter(file);
    writer.add(MANY);
    let written = false;
    const flushed = writer.flush().finally(() => {
      written = true;
    });
    // The file is written to until then.
    flushed.catch(() => {});
    let others = 0;
    while (!written) {
      await appendFile(file, 'other\n');
      others++;
    }
    await flushed;
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    expect(lines.filter((line) => line !== 'other')).toEqual(MANY);
    expect(lines.length).toBe(MANY.length + others);
  }));

test('what is added meanwhile comes after', () =>
  withTemporaryDir('lines', async (dir) => {
    const file = join(dir, 'events.ndjson');
    const writer = createLineWriter(file);
    writer.add(['first', 'second']);
    writer.add([]);
    writer.add(['x'.repeat(600_000)]);
    writer.add(['third']);
    await writer.flush();
    expect((await readFile(file, 'utf8')).split('\n')).toEqual([
      ...['first', 'second', 'x'.repeat(600_000), 'third'],
      '',
    ]);
  }));

test('a file that cannot be written is told to who flushes', async () => {
  const writer = createLineWriter('/proc/nowhere/events.ndjson');
  writer.add(['row']);
  await expect(writer.flush()).rejects.toThrow('ENOENT');
});
