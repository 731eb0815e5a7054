// A second user of a checkout, who may read it and not write to it; and what the programs that a run starts are told of its surroundings.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { buildBundles } from '../../lib/node/build/bundle.ts';
import { ensureTool } from '../../lib/node/build/tools.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import { toRunFiles } from '../../lib/node/run-folder/run-files.ts';
import { AURORA } from '../running/rig.ts';
import { IN_CHAOS, isGone } from '../running/soak.ts';
import { readRowsSoFar } from '../runs/journal-rows.ts';

const NOBODY = 65_534;
const DEADLINE_MS = 60_000;
const LIVE_TOKEN = 'a-token-of-the-feed-alone';

const dirs: string[] = [];
afterAll(async () => {
  for (const dir of dirs) await rm(dir, { recursive: true, force: true });
});

/** A soak of nobody's, who writes to `dir` alone. */
function startAsNobody(dir: string, stateDir = join(dir, 'state')): ChildProcess {
  const command = `umask 027; exec setpriv --reuid=${NOBODY} --regid=${NOBODY} --clear-groups "$@"`;
  const args = [process.execPath, repoPath('scripts/launch.mjs'), 'soak'];
  return spawn('sh', ['-c', command, 'sh', ...args], {
    cwd: '/',
    env: {
      ...process.env,
      ...IN_CHAOS,
      HOME: dir,
      TMPDIR: dir,
      OUTPUT_DIR: join(dir, 'results'),
      AURORA_STATE_DIR: stateDir,
      LIVE: 'true',
      LIVE_PORT: '0',
      LIVE_TOKEN,
      A_SECRET_OF_THE_JOB: 'nobody-needs-it',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

/** Command lines and environments of all that descends from a process. */
async function readDescendants(ancestor: number) {
  const found: { readonly pid: number; readonly command: string; readonly environment: string }[] = [];
  const parents = new Map<number, number>();
  for (const entry of await readdir('/proc')) {
    const status = /^\d+$/.test(entry) ? await readFile(`/proc/${entry}/status`, 'utf8').catch(() => '') : '';
    parents.set(Number(entry), Number(/^PPid:\s+(\d+)/m.exec(status)?.[1] ?? 0));
  }
  const descends = (pid: number): boolean => {
    const parent = parents.get(pid) ?? 0;
    return parent === ancestor || (parent > 1 && descends(parent));
  };
  for (const pid of parents.keys()) {
    if (!descends(pid)) continue;
    const [command = '', environment = ''] = await Promise.all(
      ['cmdline', 'environ'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')),
    );
    found.push({ pid, command: command.replaceAll('\0', ' '), environment });
  }
  return found;
}

async function listModes(dir: string): Promise<readonly (readonly [string, string])[]> {
  const modes: [string, string][] = [];
  for (const name of await readdir(dir, { recursive: true })) {
    const { mode } = await stat(join(dir, name));
    modes.push([name, (mode & 0o777).toString(8)]);
  }
  return modes;
}

test('a second user of a checkout runs it; its files follow the umask; a secret is told to whom it is for', async ({
  skip,
}) => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return skip('only root may start a program as another user');
  // What the owner has built. Folders of earlier builds were for their owner alone.
  await buildBundles(AURORA, { soak: 'scenarios/soak.ts' });
  for (const tool of ['k6', 'toxiproxy'] as const) await chmod(dirname(await ensureTool(tool)), 0o755);
  const dir = await mkdtemp(join(tmpdir(), 'aurora-nobody-'));
  dirs.push(dir);
  await chown(dir, NOBODY, NOBODY);

  const refused = startAsNobody(dir, '/root/notes');
  let why = '';
  refused.stderr?.on('data', (data) => {
    why += data;
  });
  expect(await once(refused, 'close')).toEqual([2, null]);
  expect(why).toMatch(/AURORA_STATE_DIR=\/root\/notes cannot be written \(EACCES/);
  expect(await readdir(join(dir, 'results'))).toEqual([]);

  const soak = startAsNobody(dir);
  let said = '';
  soak.stderr?.on('data', (data) => {
    said += data;
  });
  const closed = once(soak, 'close');
  const running = () => {
    if (soak.exitCode !== null) throw new Error(`it ended with ${soak.exitCode}: ${said}`);
  };
  const runDir = await waitFor('an answer in the journal', DEADLINE_MS, async () => {
    running();
    const names = await readdir(join(dir, 'results')).catch(() => []);
    const found = names.map((name) => join(dir, 'results', name))[0];
    if (found === undefined) return undefined;
    const rows = await readRowsSoFar(toRunFiles(found).journal);
    return rows.some(({ type }) => type === 'response') ? found : undefined;
  });

  const children = (await readDescendants(Number(soak.pid))).filter(({ command }) => command !== '');
  for (const part of [/k6 run/, /toxiproxy -host/, /bff\.[jt]s/, /upstream\.[jt]s/, /launch\.mjs live/])
    expect(children.map(({ command }) => command)).toContainEqual(expect.stringMatching(part));
  // The bundler is a part of us.
  const others = children.filter(({ command }) => !/esbuild --service/.test(command));
  const told = (text: string) =>
    others.filter(({ environment }) => environment.includes(text)).map(({ command }) => command);
  expect(told('nobody-needs-it')).toEqual([]);
  expect(told(LIVE_TOKEN)).toEqual([expect.stringMatching(/launch\.mjs live/)]);

  soak.kill('SIGINT');
  expect(await closed).toEqual([130, null]);
  for (const { pid } of children) await waitFor(`${pid} ends`, 5_000, () => isGone(pid) || undefined);
  for (const [name, mode] of await listModes(runDir))
    expect([name, mode]).toEqual([name, name === 'failures' ? '750' : '640']);
});
