import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findRun, type Which } from './find-run.ts';

let dir: string;
const FINISHED = [
  'chaos_soak_run_20270101_000000',
  'chaos_soak_run_20270102_000000',
  'chaos_soak_run_20270102_000000_2',
  'chaos_soak_run_20270102_000000_10',
] as const;
const RUNNING = 'chaos_soak_run_20270103_000000';
/** Beside the runs, and none: archives, copies, folders of other commands. */
const OTHERS = [
  'teeth_1',
  'chaos_soak_run_20270104_000000.bak',
  'chaos_soak_run_20270104_000000 copy',
  'old_chaos_soak_run_20270104_000000',
];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-runs-'));
  for (const name of [...FINISHED, ...OTHERS]) {
    await mkdir(join(dir, name));
    await writeFile(join(dir, name, 'summary.json'), '{}');
  }
  await mkdir(join(dir, RUNNING));
  for (const name of [
    'chaos_soak_run_20270105_000000.tar.gz',
    'chaos_soak_run_20270105_000000',
    'summary.json',
  ])
    await writeFile(join(dir, name), '');
});
afterAll(() => rm(dir, { recursive: true, force: true }));

test.each<[string, Which, string]>([
  ['latest', 'finished', FINISHED[3]],
  ['latest~0', 'finished', FINISHED[3]],
  ['latest~1', 'finished', FINISHED[2]],
  ['latest~3', 'finished', FINISHED[0]],
  ['latest', 'any', RUNNING],
  ['latest~1', 'any', FINISHED[3]],
])('%s of the %s is %s', async (name, which, run) => {
  expect(await findRun(name, dir, which)).toBe(join(dir, run));
});

test('anything else is a folder by its path, or a run by its name alone', async () => {
  expect(await findRun(dir, 'elsewhere')).toBe(resolve(dir));
  expect(await findRun(RUNNING, dir)).toBe(join(dir, RUNNING));
});

test.each([
  ['lates', /^lates: there is no such folder, and no such run in .* \(Did you mean latest\?\); give/],
  ['results/chaos_soak_run_20270101_00000', /Did you mean chaos_soak_run_20270101_000000\?/],
  ['nothing-like-it', /^nothing-like-it: there is no such folder, and no such run in [^(]*; give the folder/],
])('%s is told what is nearest', async (name, sentence) => {
  await expect(findRun(name, dir)).rejects.toThrow(sentence);
});

test.each<[string, string, Which, RegExp]>([
  ['latest~4', '', 'finished', /holds 4 finished runs/],
  ['latest~5', '', 'any', /holds 5 runs/],
  ['latest', 'none', 'finished', /holds no finished run; start one/],
  ['latest', 'none', 'any', /holds no run; start one/],
])('%s in a folder with fewer is refused', async (name, sub, which, message) => {
  await expect(findRun(name, join(dir, sub), which)).rejects.toThrow(message);
});
