import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createConnectionCount } from './accepted-connections.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-gate-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const line = (message: string, name = 'mine') => `{"level":"info","name":"${name}","message":"${message}"}\n`;

it('counts what was accepted on its proxy, each line once, and none that is not whole', async () => {
  const log = join(dir, 'toxiproxy.log');
  await writeFile(log, line('Starting Toxiproxy', '') + line('Accepted client') + line('Source terminated'));
  const count = createConnectionCount(log, 'mine');
  expect(await count()).toBe(1);
  const more = line('Accepted client');
  await appendFile(log, line('Accepted client', 'theirs') + line('Accepted client') + more.slice(0, 30));
  expect(await count()).toBe(2);
  await appendFile(log, more.slice(30));
  expect([await count(), await count()]).toEqual([3, 3]);
});

it('tells that there is no log', async () => {
  await expect(createConnectionCount(join(dir, 'none.log'), 'mine')()).rejects.toThrow('ENOENT');
});
