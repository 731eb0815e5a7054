import {
  appendFile,
  copyFile,
  mkdtemp,
  open,
  rename,
  rm,
  truncate,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FeedRow, parseFeedLine } from '../../core/journal/feed-row.ts';
import { MAX_LINE_BYTES } from './lines.ts';
import { findLine, readAfter, toEventId } from './segment.ts';
import { createTail, createTailCounts, MovedError, type Tail, type TailOptions } from './tail.ts';

const row = (ts: number) => `{"ts":${ts},"type":"phase.entered","phase":"baseline"}\n`;
const lines = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => row(from + i)).join('');

let dir = '';
let file = '';
let tail: Tail;
let counts = createTailCounts();
let seen: { id: string | undefined; ts: number }[] = [];
let nowMs = 0;

const start = (more: Partial<TailOptions<FeedRow>> = {}) => {
  counts = createTailCounts();
  seen = [];
  tail = createTail({
    file,
    parse: parseFeedLine,
    rotation: 'followed',
    counts,
    nowMs: () => nowMs,
    onRows: (rows, segment) => {
      for (const { line, row: one } of rows) seen.push({ id: toEventId(segment, line), ts: one.ts });
    },
    ...more,
  });
};
const ids = () => seen.map(({ id }) => id);
const times = () => seen.map(({ ts }) => ts);

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-tail-'));
  file = join(dir, 'events.ndjson');
  nowMs = 0;
  start();
});
afterEach(async () => {
  await tail.close();
  await rm(dir, { recursive: true });
});

describe('a journal that grows', () => {
  it('is waited for', async () => {
    await tail.poll();
    expect([tail.present(), tail.segment(), tail.problem()]).toEqual([
      false,
      undefined,
      expect.stringContaining('is not there'),
    ]);
    await writeFile(file, row(1));
    await tail.poll();
    expect([tail.present(), tail.problem(), ids()]).toEqual([true, undefined, ['1000-1']]);
  });

  it('starts with every counter at 0', () => {
    expect(Object.values(counts).every((count) => count === 0)).toBe(true);
    expect(Object.keys(counts)).toHaveLength(8);
  });

  it('is read on from where it was, each row once', async () => {
    await writeFile(file, lines(1, 2));
    await tail.poll();
    await tail.poll();
    await appendFile(file, lines(3, 4));
    await tail.poll();
    expect(ids()).toEqual(['1000-1', '1000-2', '1000-3', '1000-4']);
    expect(counts).toMatchObject({ lines: 4, rows: 4, malformed: 0, partial: 0 });
  });

  it('larger than one read comes in order', async () => {
    await writeFile(file, lines(1, 20_000));
    await tail.poll();
    expect(times()).toEqual(Array.from({ length: 20_000 }, (_, i) => i + 1));
  });
});

describe('faults in lines', () => {
  it('a partial last line is taken when its rest has come', async () => {
    const whole = row(2);
    await writeFile(file, row(1) + whole.slice(0, 10));
    await tail.poll();
    expect([times(), counts.partial, tail.pendingBytes()]).toEqual([[1], 1, 10]);
    await appendFile(file, whole.slice(10));
    await tail.poll();
    expect([times(), counts.partial, counts.malformed, tail.pendingBytes()]).toEqual([[1, 2], 1, 0, 0]);
  });

  it('a malformed line is counted, and has its number', async () => {
    await writeFile(file, `${row(1)}{"incomplete": json\n\u0000\n${row(2)}`);
    await tail.poll();
    expect([ids(), counts.malformed]).toEqual([['1000-1', '1000-4'], 2]);
  });

  it('a line over 1 MiB is counted, and not held', async () => {
    await writeFile(file, `${row(1)}${'x'.repeat(MAX_LINE_BYTES * 3)}\n${row(2)}`);
    await tail.poll();
    expect([ids(), counts.oversized, counts.malformed]).toEqual([['1000-1', '1000-3'], 1, 0]);
  });

  it('a row of a type nobody knows is counted, and not sent', async () => {
    await writeFile(file, `${row(1)}{"ts":1,"type":"body.dump","body":"secret"}\n`);
    await tail.poll();
    expect([ids(), counts.unknown]).toEqual([['1000-1'], 1]);
  });

  it('an empty line is nothing', async () => {
    await writeFile(file, `${row(1)}\n${row(2)}`);
    await tail.poll();
    expect([ids(), counts.malformed]).toEqual([['1000-1', '1000-3'], 0]);
  });
});

describe('rotation by renaming', () => {
  it('reads the old file to its end, then the new one from its beginning', async () => {
    await writeFile(file, lines(1, 2));
    await tail.poll();
    const writer = await open(file, 'a');
    await rename(file, `${file}.1`);
    await writeFile(file, lines(50, 51));
    await writer.write(row(3));
    await writer.close();
    await tail.poll();
    expect(times()).toEqual([1, 2, 3]);
    nowMs += 1_000;
    await tail.poll();
    expect(ids()).toEqual(['1000-1', '1000-2', '1000-3', '50000-1', '50000-2']);
    expect(counts).toMatchObject({ renamed: 1, truncated: 0, malformed: 0 });
  });

  it('waits for the new file', async () => {
    await writeFile(file, row(1));
    await tail.poll();
    await rename(file, `${file}.1`);
    nowMs += 5_000;
    await tail.poll();
    expect([tail.present(), counts.renamed]).toEqual([false, 0]);
    await writeFile(file, row(9));
    await tail.poll();
    expect([tail.present(), counts.renamed, ids()]).toEqual([true, 1, ['1000-1', '9000-1']]);
  });

  it('counts the line that it cut off', async () => {
    await writeFile(file, `${row(1)}{"ts":2,`);
    await tail.poll();
    await rename(file, `${file}.1`);
    await writeFile(file, row(9));
    nowMs += 1_000;
    await tail.poll();
    expect([ids(), counts.malformed]).toEqual([['1000-1', '9000-1'], 1]);
  });
});

describe('rotation by truncating', () => {
  it('begins again, as copytruncate does it', async () => {
    await writeFile(file, lines(1, 3));
    await tail.poll();
    await copyFile(file, `${file}.1`);
    await truncate(file, 0);
    await appendFile(file, row(7));
    await tail.poll();
    expect([ids(), counts.truncated]).toEqual([['1000-1', '1000-2', '1000-3', '7000-1'], 1]);
  });

  it('is seen also where the new content is longer than the old', async () => {
    await writeFile(file, row(1));
    await tail.poll();
    await pause(10);
    await writeFile(file, lines(7, 20));
    await tail.poll();
    expect([times().slice(0, 3), seen.length, counts.truncated]).toEqual([[1, 7, 8], 15, 1]);
  });

  it('to nothing is seen before anything new is there', async () => {
    await writeFile(file, row(1));
    await tail.poll();
    await truncate(file, 0);
    await tail.poll();
    expect([counts.truncated, tail.segment()?.end.line]).toEqual([1, 0]);
  });
});

describe('a journal that is deleted', () => {
  it('is read to its end, and its successor after it', async () => {
    await writeFile(file, row(1));
    await tail.poll();
    const writer = await open(file, 'a');
    await unlink(file);
    await writer.write(row(2));
    await writer.close();
    await tail.poll();
    expect([times(), tail.present(), tail.problem()]).toEqual([[1, 2], false, undefined]);
    await writeFile(file, row(3));
    nowMs += 1_000;
    await tail.poll();
    expect([times(), tail.present()]).toEqual([[1, 2, 3], true]);
  });
});

describe('where rotations are refused', () => {
  beforeEach(() => start({ rotation: 'refused' }));

  it('a file that is not there yet is waited for', async () => {
    await tail.poll();
    await writeFile(file, row(1));
    await tail.poll();
    await appendFile(file, row(2));
    await tail.poll();
    expect(times()).toEqual([1, 2]);
  });

  it.each<[string, string, () => Promise<unknown>]>([
    ['renamed', 'moved away', () => rename(file, `${file}.1`)],
    ['deleted', 'moved away', () => unlink(file)],
    ['emptied', 'emptied', () => truncate(file, 0)],
    ['emptied and filled with more', 'emptied', () => writeFile(file, lines(7, 20))],
    ['replaced', 'moved away', () => rename(file, `${file}.1`).then(() => writeFile(file, lines(1, 50)))],
  ])('one that is %s is an error, and nothing more is read', async (_, what, happens) => {
    await writeFile(file, lines(1, 2));
    await tail.poll();
    await pause(10);
    await happens();
    await expect(tail.poll()).rejects.toThrow(new MovedError(`${file} was ${what}`));
    expect(times()).toEqual([1, 2]);
    expect(counts).toMatchObject({ renamed: 0, truncated: 0 });
  });

  it('a file that cannot be read on is an error', async () => {
    let broken = false;
    start({
      rotation: 'refused',
      openFile: async (path) => {
        const handle = await open(path, 'r');
        const read = handle.read.bind(handle) as (...args: unknown[]) => Promise<unknown>;
        const readOrFail = async (...args: unknown[]) => {
          if (broken) throw new Error('EIO: i/o error, read');
          return read(...args);
        };
        return Object.assign(handle, { read: readOrFail });
      },
    });
    await writeFile(file, row(1));
    await tail.poll();
    broken = true;
    await expect(tail.poll()).rejects.toThrow('EIO');
  });
});

it('a disk that is slow, and fails now and then, delays rows and loses none', async () => {
  let reads = 0;
  start({
    openFile: async (path) => {
      const handle = await open(path, 'r');
      const read = handle.read.bind(handle) as (...args: unknown[]) => Promise<unknown>;
      const slowly = async (...args: unknown[]) => {
        reads += 1;
        await pause(20);
        if (reads % 3 === 0) throw new Error('EIO: i/o error, read');
        return read(...args);
      };
      return Object.assign(handle, { read: slowly });
    },
  });
  await writeFile(file, lines(1, 3));
  let failed = 0;
  for (let polls = 0; polls < 12; polls++) {
    if (polls === 6) await appendFile(file, lines(4, 5));
    await tail.poll();
    if (tail.problem() !== undefined) failed += 1;
  }
  expect(times()).toEqual([1, 2, 3, 4, 5]);
  expect(failed).toBeGreaterThan(0);
});

describe('reading again', () => {
  const readTimes = async (after: number) => {
    const found: number[] = [];
    for await (const { rows } of readAfter(tail.segment()!, after))
      found.push(...rows.map(({ row: one }) => one.ts));
    return found;
  };

  it.each([0, 1, 999, 1_000, 1_001, 4_998, 5_000])('gives every row after line %i once', async (after) => {
    await writeFile(file, `${lines(1, 2_499)}no row\n${lines(2_501, 5_000)}{"ts":`);
    await tail.poll();
    const all = Array.from({ length: 5_000 }, (_, i) => i + 1).filter((ts) => ts !== 2_500);
    expect(await readTimes(after)).toEqual(all.filter((ts) => ts > after));
  });

  it('tells which ids it knows, also in a tail that was started anew', async () => {
    await writeFile(file, lines(5, 7));
    await tail.poll();
    await tail.close();
    start();
    expect(findLine(tail.segment(), '5000-2')).toBeUndefined();
    await tail.poll();
    expect(findLine(tail.segment(), '5000-2')).toBe(2);
    expect(await readTimes(2)).toEqual([7]);
  });

  it.each([
    '5000-4',
    '4999-1',
    '5000',
    '-2',
    '5000-1; x',
    '',
    '5000-0000000000001',
  ])('does not know %j', async (id) => {
    await writeFile(file, lines(5, 7));
    await tail.poll();
    expect(findLine(tail.segment(), id)).toBeUndefined();
  });
});
