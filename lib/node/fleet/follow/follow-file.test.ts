import { appendFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { withTemporaryDir } from '../../files/temporary.ts';
import { waitFor } from '../../process/wait.ts';
import { followFile } from './follow-file.ts';
import type { Refused } from './followed.ts';

const DEADLINE_MS = 5_000;
const POLL_MS = 2;

/** Follows a file while something is done to it. */
async function follow(play: (to: Following) => Promise<void>) {
  return withTemporaryDir('follow-file', async (dir) => {
    const file = join(dir, 'p1.ndjson');
    const lines: string[] = [];
    const cuts: string[] = [];
    const refusals: (Refused | undefined)[] = [];
    const stop = new AbortController();
    let isOver = false;
    let looks = 0;
    const followed = followFile({
      file,
      onLines: (more) => void lines.push(...more),
      isOver: async () => {
        looks++;
        return isOver;
      },
      onRefused: (refused) => void refusals.push(refused),
      onCut: (why) => void cuts.push(why),
      signal: stop.signal,
      pollMs: POLL_MS,
      lastTryMs: 5 * POLL_MS,
    });
    const wait = (what: string, isSo: () => boolean) =>
      waitFor(what, DEADLINE_MS, async () => (isSo() ? true : undefined), POLL_MS);
    await play({
      file,
      lines,
      refusals,
      stop: () => stop.abort(),
      end: () => {
        isOver = true;
      },
      see: (count) => wait(`${count} lines`, () => lines.length >= count),
      look: async () => {
        const before = looks;
        await wait('another look', () => looks > before + 1);
      },
      seeCut: () => wait('the cut', () => cuts.length > 0),
    });
    await followed;
    return { lines, cuts, refusals };
  });
}
interface Following {
  readonly file: string;
  readonly lines: readonly string[];
  readonly refusals: readonly (Refused | undefined)[];
  stop(): void;
  end(): void;
  see(count: number): Promise<unknown>;
  look(): Promise<void>;
  seeCut(): Promise<unknown>;
}

it('gives the lines of a file that grows, and those that come with the end', async () => {
  const { lines, cuts } = await follow(async ({ file, see, end }) => {
    await writeFile(file, 'a\n');
    await see(1);
    await appendFile(file, 'b\nc\n');
    await see(3);
    await appendFile(file, 'd\n');
    end();
  });
  expect([lines, cuts]).toEqual([['a', 'b', 'c', 'd'], []]);
});

it('waits for a file that is not there yet, and says so meanwhile', async () => {
  const { lines, refusals } = await follow(async ({ file, look, refusals: told, see, end }) => {
    await look();
    const last = told.at(-1);
    expect(last?.why).toMatch(/ENOENT.*p1\.ndjson/);
    await look();
    expect(told.at(-1)?.sinceMs).toBe(last?.sinceMs);
    await writeFile(file, 'a\n');
    await see(1);
    end();
  });
  expect(lines).toEqual(['a']);
  expect(refusals.at(-1)).toBeUndefined();
});

it('waits for the rest of a line, and of a character', async () => {
  const { lines } = await follow(async ({ file, look, lines: seen, see, end }) => {
    const text = Buffer.from('a\nbüc\n');
    await writeFile(file, text.subarray(0, 4));
    await see(1);
    await look();
    expect(seen).toEqual(['a']);
    await appendFile(file, text.subarray(4));
    await see(2);
    end();
  });
  expect(lines).toEqual(['a', 'büc']);
});

it('gives a line that was cut off at the end, so that it is counted', async () => {
  const { lines } = await follow(async ({ file, see, end }) => {
    await writeFile(file, 'a\n{"ts":1,"ty');
    await see(1);
    end();
  });
  expect(lines).toEqual(['a', '{"ts":1,"ty']);
});

it('reads more than one piece', async () => {
  const long = 'x'.repeat(700_000);
  const { lines } = await follow(async ({ file, end }) => {
    await writeFile(file, `${long}1\n${long}2\n${long}3\n`);
    end();
  });
  expect(lines).toEqual([`${long}1`, `${long}2`, `${long}3`]);
});

describe('what was read is not there any more', () => {
  test.each<[string, (file: string) => Promise<void>, RegExp]>([
    ['cut', (file) => truncate(file, 1), /^has a journal that was cut: .* had 4 bytes, and has 1$/],
    ['removed', (file) => rm(file), /^has no journal any more: .* was removed$/],
    [
      'another file',
      async (file) => {
        await writeFile(`${file}.new`, 'a\nb\nc\n');
        await rename(`${file}.new`, file);
      },
      /^has another journal than before: .* was written anew$/,
    ],
  ])('%s', async (_, strike, says) => {
    const { lines, cuts } = await follow(async ({ file, see, seeCut }) => {
      await writeFile(file, 'a\nb\n');
      await see(2);
      await strike(file);
      await seeCut();
    });
    expect(lines).toEqual(['a', 'b']);
    expect(cuts).toEqual([expect.stringMatching(says)]);
  });
});

describe('it ends', () => {
  it('where its runner is over and never wrote', async () => {
    const { lines, cuts, refusals } = await follow(async ({ end }) => end());
    expect([lines, cuts]).toEqual([[], []]);
    expect(refusals.at(-1)?.why).toContain('ENOENT');
  });
  it('where it is told to', async () => {
    const { lines } = await follow(async ({ file, see, stop }) => {
      await writeFile(file, 'a\nb');
      await see(1);
      stop();
    });
    expect(lines).toEqual(['a']);
  });
});
