// A service, and an address, full of secrets: none of them is in what a run leaves or says.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LEAKY_BODY, LEAKY_HEADERS, LEAKY_LINE, listLeaked, SECRETS } from '../aurora/leaks.ts';
import { type Front, startFront, toAnswer } from '../running/front.ts';
import { createRig, type Rig, runCommand, SHORT } from '../running/rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await createRig();
});
afterAll(async () => rig[Symbol.asyncDispose]());

/** Whatever a run left in its folder, as one text. */
async function readAll(dir: string): Promise<string> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  expect(files.map((file) => file.name)).toEqual(
    expect.arrayContaining(['events.ndjson', 'summary.json', 'summary.csv', 'junit.xml', 'k6.log']),
  );
  return (await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'utf8')))).join(
    '\n',
  );
}

test.each<[string, Parameters<typeof startFront>[0], string]>([
  [
    'in an answer that breaks its contract',
    (socket) => socket.end(toAnswer(200, LEAKY_HEADERS, JSON.stringify(LEAKY_BODY))),
    'schema',
  ],
  [
    'in half an error',
    (socket) => socket.end(toAnswer(500, LEAKY_HEADERS, JSON.stringify(LEAKY_BODY).slice(0, 150))),
    'http_5xx',
  ],
  ['in what is no HTTP', (socket) => socket.end(LEAKY_LINE), 'transport_error'],
])('%s', async (_, onCall, gate) => {
  await using front: Front = await startFront(onCall);
  const { code, stdout, stderr } = await runCommand('soak', [], {
    ...SHORT,
    BASE: `http://${SECRETS.user}:${SECRETS.base}@127.0.0.1:${front.port}`,
    OUTPUT_DIR: rig.dir,
  });
  expect(stdout).toMatch(new RegExp(`verdict: FAIL .*${gate}`));
  expect(code).toBe(1);
  const dir = stdout.trim().split('\n').at(-1)?.trim() ?? '';
  const written = `${await readAll(dir)}\n${stdout}\n${stderr}`;
  // It did write down what it saw, and where.
  expect(written).toContain(`http://***@127.0.0.1:${front.port}`);
  expect(await readdir(join(dir, 'failures'))).not.toEqual([]);
  expect(listLeaked(written)).toEqual([]);
});

test('in an address that does not answer', async () => {
  const base = `http://${SECRETS.user}:${SECRETS.base}@127.0.0.1:1`;
  const { code, stdout, stderr } = await runCommand('soak', ['--base', base, '--output-dir', rig.dir]);
  expect(stderr).toContain('BASE=http://***@127.0.0.1:1 does not answer');
  expect(`${stdout}${stderr}`).not.toContain(SECRETS.base);
  expect(code).toBe(2);
});
