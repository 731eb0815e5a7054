import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { readRssBytes } from './memory.ts';

it('tells the memory of a process, and nothing of one that has ended', async () => {
  expect(await readRssBytes(process.pid)).toBeGreaterThan(10_000_000);
  const gone = spawn('/bin/true');
  await once(gone, 'exit');
  expect(await readRssBytes(Number(gone.pid))).toBeUndefined();
});
