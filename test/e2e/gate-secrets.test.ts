// A service, and an address, full of secrets: none of them is in what a run leaves or says.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, startFront, toAnswer } from '../front.ts';
import { createRig, type Rig, runCommand, SHORT } from '../rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await createRig();
});
afterAll(async () => rig[Symbol.asyncDispose]());

/** Put together here, so that no scanner takes this file for a leak. */
const toSecret = (name: string) => `leak-${name}-7f3a91`;
const JWT = ['eyJhbGciOiJIUzI1NiJ9', 'eyJsZWFrIjoiand0In0', 'bGVha2VkLXNpZ25hdHVyZQ'].join('.');
const SECRETS = {
  user: toSecret('user'),
  base: toSecret('base'),
  cookie: toSecret('cookie'),
  header: toSecret('header'),
  odd: toSecret('odd'),
  password: toSecret('password'),
  nested: toSecret('nested'),
  escaped: toSecret('escaped'),
  query: toSecret('query'),
  status: toSecret('status'),
  mail: `${toSecret('mail')}@example.com`,
  github: `ghp_${'leakedleakedleaked77'}`,
  jwt: JWT,
};

const HEADERS = {
  'set-cookie': `sid=${SECRETS.cookie}; Path=/`,
  authorization: `Bearer ${SECRETS.header}`,
  'x-of-the-house': SECRETS.odd,
  location: `http://${SECRETS.user}:${SECRETS.base}@127.0.0.1/?access_token=${SECRETS.query}`,
  'x-request-id': JWT,
};
const BODY = {
  request_id: JWT,
  cards: [
    { type: 'notice', payload: { password: SECRETS.password, accounts: [{ apiKey: SECRETS.nested }] } },
  ],
  raw: JSON.stringify({ token: SECRETS.escaped }),
  text: `ask ${SECRETS.mail}, key ${SECRETS.github}, ${JWT}`,
  session_id: SECRETS.cookie,
};

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
    (socket) => socket.end(toAnswer(200, HEADERS, JSON.stringify(BODY))),
    'schema',
  ],
  [
    'in half an error',
    (socket) => socket.end(toAnswer(500, HEADERS, JSON.stringify(BODY).slice(0, 150))),
    'http_5xx',
  ],
  [
    'in what is no HTTP',
    (socket) => socket.end(`HTTP/9 token=${SECRETS.status} ${JWT}\r\n\r\n`),
    'transport_error',
  ],
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
  const leaked = Object.entries(SECRETS).filter(([, secret]) => written.includes(secret));
  expect(leaked).toEqual([]);
});

test('in an address that does not answer', async () => {
  const base = `http://${SECRETS.user}:${SECRETS.base}@127.0.0.1:1`;
  const { code, stdout, stderr } = await runCommand('soak', ['--base', base, '--output-dir', rig.dir]);
  expect(stderr).toContain('BASE=http://***@127.0.0.1:1 does not answer');
  expect(`${stdout}${stderr}`).not.toContain(SECRETS.base);
  expect(code).toBe(2);
});
