// A service behind a guard that wants user and password: every command gets in with those of its address, and shows them nowhere.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildScenarios, toBundlePath } from '../../lib/node/build/bundle.ts';
import { ensureTool } from '../../lib/node/build/tools.ts';
import { type Service, startService, startUpstream } from '../../lib/node/stack/stack.ts';
import { AURORA, runCommand, runProgram, SHORT } from '../running/rig.ts';

const ADMIN_KEY = 'guarded-admin-key';
const USER = 'guarded-user';
/** With characters that end a password in an address, and one beyond ASCII. */
const PASSWORD = 'wörd@guarded:7/f3#a';
const TOKEN = Buffer.from(`${USER}:${PASSWORD}`).toString('base64');
/** Whatever would give them away. */
const SHOWN = [USER, PASSWORD, encodeURIComponent(PASSWORD), TOKEN];

let root = '';
let k6 = '';
let upstream: Service;
let bff: Service;
let port = 0;
let refused = 0;
let letIn = 0;
/** Command lines of the machine while calls were made. */
const seen: string[] = [];

const guard = createServer(async (request, response) => {
  if (request.headers.authorization !== `Basic ${TOKEN}`) {
    refused++;
    response.writeHead(401, { 'www-authenticate': 'Basic', 'content-type': 'text/html' }).end('<h1>401</h1>');
    return;
  }
  if (letIn++ % 50 === 0) seen.push((await promisify(execFile)('ps', ['-A', '-o', 'args'])).stdout);
  const { method, url, headers } = request;
  const onward = forward(`${bff.url}${url}`, { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 0, answer.headers);
    answer.pipe(response);
  }).on('error', () => response.destroy());
  request.pipe(onward);
});

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'aurora-credentials-'));
  await buildScenarios(AURORA, ['smoke']);
  k6 = await ensureTool('k6', { onProgress: () => {} });
  upstream = (await startUpstream(AURORA, join(root, 'stack.log')))!;
  bff = await startService(AURORA, {
    upstreamUrl: upstream.url,
    defects: '',
    logFile: join(root, 'stack.log'),
    env: { [KEY]: ADMIN_KEY },
  });
  guard.listen(0, '127.0.0.1');
  await once(guard, 'listening');
  port = (guard.address() as AddressInfo).port;
});
afterAll(async () => {
  guard.close();
  guard.closeAllConnections();
  await bff.child.stop();
  await upstream.child.stop();
  await rm(root, { recursive: true, force: true });
});

const OWN = 'AURORA_ROLLOUT_PROBE_';
const KEY = 'AURORA_BFF_PDP_HOTSET_PREWARM_ADMIN_KEY';
type Run = (base: string, dir: string) => ReturnType<typeof runCommand>;

const RUNS: Readonly<Record<string, Run>> = {
  smoke: (BASE, dir) => runCommand('smoke', ['--json', '--junit', join(dir, 'junit.xml')], { BASE }),
  'reco gates': (BASE) => runCommand('smoke:reco-gates', [], { BASE }),
  'smoke in k6': (BASE, dir) =>
    runProgram(k6, ['run', toBundlePath('smoke', AURORA)], { BASE, OUTPUT_DIR: dir }),
  probe: (base, dir) => runCommand('probe', [], { [`${OWN}BASE`]: base, [`${OWN}OUT_DIR`]: dir }),
  prewarm: (AURORA_BASE_URL, dir) =>
    runCommand('prewarm', ['--out-dir', dir], { AURORA_BASE_URL, [KEY]: ADMIN_KEY }),
  regression: (AURORA_BASE_URL, dir) =>
    runCommand('regression', ['--formal-rounds', '2', '--out-dir', dir], { AURORA_BASE_URL }),
  'release gate, its soak too': (BASE, dir) =>
    runCommand('release-gate', [], { ...SHORT, BASE, OUTPUT_DIR: dir }),
};

async function readAll(dir: string): Promise<string> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return (await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'utf8')))).join(
    '\n',
  );
}

describe.each(Object.entries(RUNS))('%s', (_, run) => {
  const play = async (password: string) => {
    const dir = await mkdtemp(join(root, 'run-'));
    [refused, letIn] = [0, 0];
    seen.length = 0;
    const said = await run(`http://${USER}:${encodeURIComponent(password)}@127.0.0.1:${port}`, dir);
    return { ...said, told: `${said.stdout}\n${said.stderr}\n${await readAll(dir)}` };
  };

  test('gets in', async () => {
    const { code, told } = await play(PASSWORD);
    expect(code, told).toBe(0);
    expect(refused).toBe(0);
    expect(letIn).toBeGreaterThan(0);
    expect(SHOWN.filter((secret) => told.includes(secret))).toEqual([]);
    const lines = seen.join('\n');
    // Not by toContain: what else runs on the machine is nobody's business in a log.
    expect(/launch\.mjs|smoke\.js/.test(lines)).toBe(true);
    expect(SHOWN.filter((secret) => lines.includes(secret))).toEqual([]);
  });

  test('with a wrong password it does not, and says that credentials are wanted', async () => {
    const { code, told } = await play('another');
    expect(letIn).toBe(0);
    expect([2, 3, 99]).toContain(code);
    expect(told).toMatch(/credentials|user and password|status 401/);
    expect(told).not.toContain(USER);
  });
});
