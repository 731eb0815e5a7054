import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findRun } from './find-run.ts';

let dir: string;
const RUNS = ['chaos_soak_run_20270101_000000', 'chaos_soak_run_20270102_000000'] as const;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-runs-'));
  for (const name of [...RUNS, 'teeth_1']) await mkdir(join(dir, name));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

test.each([
  ['latest', RUNS[1]],
  ['latest~0', RUNS[1]],
  ['latest~1', RUNS[0]],
])('%s is %s', async (name, run) => {
  expect(await findRun(name, dir)).toBe(join(dir, run));
});
test('anything else is a folder', async () => {
  expect(await findRun('results/latest', dir)).toBe(resolve('results/latest'));
});
test.each([
  ['latest~2', /holds 2 runs/],
  ['latest', /holds no run; start one/],
])('%s, where there are not so many', async (name, message) => {
  await expect(findRun(name, name === 'latest' ? join(dir, 'none') : dir)).rejects.toThrow(message);
});
