import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, test } from 'vitest';
import { withTemporaryDir } from '../../../lib/node/files/temporary.ts';
import { readPlayed } from './read-played.ts';
import { summarizeDrills } from './report.ts';

const played = (id: string, backS: number | null, isAsItMust = true) => ({
  drill: { id, why: 'It is bad.', ends: 'aborted', upset: 'none', canary: { why: '', defects: '' } },
  figures: {
    ...{ end: 'aborted', detectS: 1, backS, argoAbortS: null, promoteS: null },
    ...{ calls: 10, failedCalls: 2, failedAfterwards: 0, canaryLooks: 3 },
  },
  isAsItMust,
  reasons: [],
});
const withFiles = (files: Readonly<Record<string, unknown>>, check: (dir: string) => Promise<void>) =>
  withTemporaryDir('played', async (dir) => {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(join(dir, name), { recursive: true });
      const text = typeof content === 'string' ? content : JSON.stringify(content);
      await writeFile(join(dir, name, 'drills.json'), text);
    }
    await check(dir);
  });

it('puts what several commands played together', async () => {
  const files = {
    drills_1: { summaries: [], runs: [played('bad', 4), played('slow', null)] },
    'deeper/drills_2': { summaries: [], runs: [played('bad', 8, false)] },
  };
  await withFiles(files, async (dir) => {
    expect(summarizeDrills(await readPlayed(dir))).toMatchObject([
      { id: 'bad', runs: 2, asItMust: 1, backS: { median: 6, worst: 8 } },
      { id: 'slow', runs: 1, asItMust: 1, backS: null },
    ]);
  });
});

test.each<[string, Readonly<Record<string, unknown>>, RegExp]>([
  ['no drill', {}, /holds no drills\.json/],
  ['half a file', { one: '{"runs": [' }, /drills\.json is not what a drill writes: it is no JSON/],
  ['a figure that is none', { one: { runs: [{ ...played('bad', 1), figures: {} }] } }, /runs\[0\]/],
  [
    'an end that there is not',
    { one: { runs: [{ ...played('bad', 1), drill: { id: 'x', why: '', ends: 'well' } }] } },
    /ends/,
  ],
])('%s is refused', async (_, files, sentence) => {
  await withFiles(files, async (dir) => {
    await expect(readPlayed(dir)).rejects.toThrow(sentence);
  });
});

it('says so of a folder that is not there', async () => {
  await expect(readPlayed('/nowhere/at/all')).rejects.toThrow(/holds no drills\.json/);
});
