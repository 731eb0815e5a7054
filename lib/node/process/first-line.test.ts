import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startChild } from './child.ts';
import { type FirstLine, readFirstLine } from './first-line.ts';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-line-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const start = (script: string, pipeStdout = true) =>
  startChild({ command: 'sh', args: ['-c', script], logFile: join(dir, 'log'), pipeStdout });

it.each<[string, string, FirstLine]>([
  ['says it and goes on', 'echo ready; sleep 60', { line: 'ready' }],
  ['says it in two pieces', 'printf re; printf "ady\\n"; sleep 60', { line: 'ready' }],
  ['ends before', 'exit 4', { ended: { code: 4, signal: null } }],
  ['says nothing', 'sleep 60', { late: true }],
  ['closes its stdout and goes on', 'exec >&-; sleep 60', { late: true }],
])('of a program that %s', async (_, script, found) => {
  const child = await start(script);
  expect(await readFirstLine(child, 'late' in found ? 200 : 10_000)).toEqual(found);
  await child.stop('SIGKILL');
});

it('what comes after it is taken, so that nobody waits for us', async () => {
  const child = await start(
    'echo ready; i=0; while [ $i -lt 20000 ]; do i=$((i+1)); echo "line $i"; done; exit 8',
  );
  expect(await readFirstLine(child, 10_000)).toEqual({ line: 'ready' });
  expect(await child.ended).toEqual({ code: 8, signal: null });
});

it('takes a stdout that is piped', async () => {
  const child = await start('exit 0', false);
  await expect(readFirstLine(child, 1_000)).rejects.toThrow('not piped');
});
