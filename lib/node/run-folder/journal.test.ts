import { appendFile, mkdtemp, rename, rm, truncate, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waitFor } from '../process/wait.ts';
import { followJournal } from './journal.ts';

const toLines = (from: number, to: number) =>
  Array.from(
    { length: to - from + 1 },
    (_, i) => `{"ts":${from + i},"type":"suite.error","why":"row ${from + i}"}\n`,
  ).join('');

describe('followJournal', () => {
  let dir = '';
  let journal = '';
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'aurora-journal-'));
    journal = join(dir, 'events.ndjson');
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  /** Follows from the start, and what it came to. */
  const follow = () => {
    const seen: number[] = [];
    const stop = new AbortController();
    const end = followJournal(journal, (row) => seen.push(row.ts), stop.signal).then(
      () => 'stopped',
      (error: Error) => error.message,
    );
    const until = (count: number) => waitFor('rows', 5_000, () => (seen.length >= count ? true : undefined));
    return { seen, stop, end, until };
  };

  it('waits for it, and hands on each row once, what came last included', async () => {
    const { seen, stop, end, until } = follow();
    await writeFile(journal, toLines(1, 3));
    await until(3);
    const [line = ''] = [toLines(4, 4)];
    await appendFile(journal, line.slice(0, 10));
    await appendFile(journal, line.slice(10) + toLines(5, 5));
    await until(5);
    await appendFile(journal, toLines(6, 6));
    stop.abort();
    expect(await end).toBe('stopped');
    expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it.each<[string, () => Promise<void>]>([
    ['renamed', () => rename(journal, `${journal}.1`)],
    ['deleted', () => unlink(journal)],
    ['emptied', () => truncate(journal, 0)],
    [
      'replaced by a longer one',
      async () => {
        await rename(journal, `${journal}.1`);
        await writeFile(journal, toLines(1, 50));
      },
    ],
  ])('says that it was %s, and hands on nothing after', async (_, happens) => {
    const { seen, end, until } = follow();
    await writeFile(journal, toLines(1, 3));
    await until(3);
    await happens();
    expect(await end).toContain(`${journal} was moved away or emptied while the run wrote to it`);
    expect(seen).toEqual([1, 2, 3]);
  });
});
