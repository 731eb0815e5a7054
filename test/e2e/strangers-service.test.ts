// A service that none of us wrote, by a document that none of us wrote: json-server, and the OpenAPI Initiative's pet store.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { repoPath } from '../../lib/node/files/paths.ts';
import { findFreePort } from '../../lib/node/process/ports.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import { writeNewService } from '../../lib/node/service/new-service.ts';
import { createRig, type Rig, runCommand } from '../running/rig.ts';

let rig: Rig;
let dir = '';
let server: ChildProcess;
let base = '';

beforeAll(async () => {
  rig = await createRig();
  dir = await mkdtemp(join(tmpdir(), 'aurora-stranger-'));
  const database = join(dir, 'db.json');
  await writeFile(database, JSON.stringify({ pets: [{ id: 1, name: 'Rex', tag: 'dog' }] }));
  const port = await findFreePort();
  const program = repoPath('node_modules/json-server/lib/cli/bin.js');
  const args = [program, '--port', String(port), '--host', '127.0.0.1', '--quiet', database];
  server = spawn(process.execPath, args, { cwd: dir, stdio: 'ignore' });
  base = `http://127.0.0.1:${port}`;
  await waitFor('json-server', 20_000, async () => {
    const answer = await fetch(`${base}/pets`).catch(() => undefined);
    return answer?.ok || undefined;
  });
  const document = repoPath('node_modules/@readme/oas-examples/3.0/json/petstore-expanded.json');
  await writeNewService('strangers', document, dir);
});
afterAll(async () => {
  server?.kill();
  await rm(dir, { recursive: true, force: true });
  await rig[Symbol.asyncDispose]();
});

const service = () => join(dir, 'strangers', 'service.ts');
const LOAD = {
  DURATION_SECONDS: '12',
  BASE_RPS: '6',
  CHAOS_WINDOW_MIN: '0',
  SPIKE_DURATION_SEC: '0',
  SEED: '1',
};

test('is gated as its document says, and passes; the journal is judged by it again', async () => {
  const { summary, files } = await rig.soak({ ...LOAD, BASE: base, GATE_SERVICE: service() });
  expect(summary.verdict.because).toMatch(/gates held/);
  expect(summary).toMatchObject({ service: 'strangers', totals: { http_4xx: 0, journeys_cut: 0 } });
  // Four calls a journey: listed, added to, read, removed. The answer to the last holds no contract.
  expect(summary.totals.calls).toBeGreaterThan(200);
  expect(summary.totals.answers_judged).toBe((summary.totals.calls / 4) * 3);
  // What a journey makes it takes away again.
  expect(JSON.parse(await readFile(join(dir, 'db.json'), 'utf8'))).toEqual({
    pets: [{ id: 1, name: 'Rex', tag: 'dog' }],
  });
  const judged = await runCommand('judge', [files.dir]);
  expect([judged.code, judged.stderr]).toEqual([0, '']);
});

test('and fails once it breaks its contract', async () => {
  await fetch(`${base}/pets/1`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: null }),
  });
  const { summary } = await rig.soak({ ...LOAD, BASE: base, GATE_SERVICE: service() });
  expect(summary.verdict.outcome).toBe('fail');
  expect(summary.stop_reason).toMatch(/^schema_violation: find_pets\.v1: \/0\/name/);
});
