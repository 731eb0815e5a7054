// `npm run flows` with real services: the same flow once, recorded, by its schedule through kills and damage, and in k6.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ensureTool } from '../../lib/node/build/tools.ts';
import { parseCommandLine } from '../../lib/node/cli/command-line.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { findFreePort, isFree } from '../../lib/node/process/ports.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import { type LoadedService, loadService, readServiceName } from '../../lib/node/service/load-service.ts';
import { type Service, startService, startUpstream } from '../../lib/node/stack/stack.ts';
import { ACTIONS } from '../../rollout/flows/commands/actions.ts';
import { createContext } from '../../rollout/flows/commands/context.ts';
import { toFlowsCommand } from '../../rollout/flows/commands/options.ts';
import { AURORA, runCommand, runProgram } from '../running/rig.ts';

let dir: string;
let example: LoadedService;
let shop: Service;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-flows-e2e-'));
  example = await loadService('example');
  shop = await start(example);
});
afterAll(async () => {
  await shop?.child.stop();
  await rm(dir, { recursive: true, force: true });
});

const start = (loaded: LoadedService, defects = '', upstreamUrl?: string, port = 0) =>
  startService(loaded, { upstreamUrl, defects, port, logFile: join(dir, 'stack.log') });
/** The command as a process of its own. */
const flows = (args: string) => runCommand('flows', args.split(' '));

/** The action itself: what a process costs to start is not paid for each. */
async function act(args: string, env: Readonly<Record<string, string>> = {}) {
  const words = args.split(' ');
  const loaded = await loadService(await readServiceName(words, {}));
  const given = parseCommandLine(toFlowsCommand(loaded.service), words, {});
  const lines: string[] = [];
  const take = (line: string) => void lines.push(line);
  const [name = '', ...rest] = given?.args ?? [];
  const context = createContext(loaded, given?.values ?? {}, rest, new AbortController().signal);
  for (const [variable, value] of Object.entries(env)) vi.stubEnv(variable, value);
  const code = await ACTIONS[name as keyof typeof ACTIONS]({ ...context, say: take, tell: take })
    .catch((error: Error) => {
      take(error.message);
      return 2;
    })
    .finally(() => vi.unstubAllEnvs());
  return { code, stdout: lines.join('\n') };
}

/** A copy of the example's folder that a test may change. */
async function copyExample(name: string): Promise<string> {
  const copy = join(dir, name, 'services', 'example');
  await mkdir(join(dir, name), { recursive: true });
  await cp(repoPath('services/example'), copy, { recursive: true });
  await symlink(repoPath('lib'), join(dir, name, 'lib'));
  await copyFile(repoPath('package.json'), join(dir, name, 'package.json'));
  return copy;
}

describe('once', () => {
  test('good, bad and gone each have an exit code', async () => {
    const good = await flows(`run --service example --base ${shop.url}`);
    expect([good.code, good.stdout]).toEqual([0, expect.stringMatching(/^✓ {2}look: pass, 13 checks held/)]);
    const gone = await act(`run --service example --base http://127.0.0.1:${await findFreePort()}`);
    expect([gone.code, gone.stdout]).toEqual([1, expect.stringContaining('ECONNREFUSED')]);
    const unknown = await act('run --service example --base http://no.such.host.invalid:80');
    expect([unknown.code, unknown.stdout]).toEqual([3, expect.stringContaining('look: inconclusive')]);
  });

  test.each([
    ['run lok --service example', 'example has no flow lok; it has look (Did you mean look?)'],
    ['lint gone.yaml --service example', 'gone.yaml: there is no such file'],
    ['serve --service example --environment prod', 'EXAMPLE_PROD_BASE is not set'],
    ['run --service gone', 'there is no such service'],
    ['compile rollout-facts', 'rollout-facts uses the check probe, which k6 cannot play'],
  ])('%s says why it cannot begin', async (args, said) => {
    const { code, stderr } = await flows(args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(said)]);
  });

  test('a secret is taken from the environment, asked for by its name, and shown nowhere', async () => {
    const copy = await copyExample('secret');
    const file = join(copy, 'flows', 'look.yaml');
    const text = await readFile(file, 'utf8');
    const secret = `    headers: { authorization: 'Bearer \${env.SHOP_TOKEN}' }\n    expect:\n      status: 201\n`;
    await writeFile(
      file,
      `${text.replace('    expect:\n      status: 200\n', secret)}secrets: [SHOP_TOKEN]\n`,
    );
    const without = await act(`run --service ${copy} --base ${shop.url}`, { SHOP_TOKEN: '' });
    expect(without.stdout).toContain('the flow look needs the variable SHOP_TOKEN, which is not set');
    expect(without.code).toBe(2);
    const given = await act(`run --service ${copy} --base ${shop.url}`, { SHOP_TOKEN: 'hunter2hunter2' });
    expect(given.code).toBe(1);
    expect(given.stdout).not.toContain('hunter2');
    const recorded = await act(`record look --as kept --service ${copy} --base ${shop.url}`, {
      SHOP_TOKEN: 'hunter2hunter2',
    });
    expect(recorded.code).toBe(0);
    expect(await readFile(join(copy, 'flows/cassettes/look/kept.json'), 'utf8')).not.toContain('hunter2');
  });
});

describe('recorded answers', () => {
  test('are judged as they were; a flow that drifted from them is told of', async () => {
    expect((await act('replay --service example')).code).toBe(0);
    const copy = await copyExample('drift');
    const file = join(copy, 'flows', 'look.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('above: 0 }', 'above: 0.5 }'));
    const strict = await act(`replay --service ${copy}`);
    expect([strict.code, strict.stdout]).toEqual([
      1,
      expect.stringMatching(
        /✗ {2}look\/good: recorded as pass, judged as fail today: look\.item\.json\.2\.above/,
      ),
    ]);
    await writeFile(file, text.replace('$.price, above: 0', '$.price, above: -1'));
    const lax = await act(`replay --service ${copy}`);
    expect([lax.code, lax.stdout]).toEqual([
      1,
      expect.stringContaining('look/bad: recorded as fail, judged as pass today'),
    ]);
    await writeFile(file, text.replace('path: /items\n', 'path: /items?page=1\n'));
    const other = await act(`replay --service ${copy}`);
    expect([other.code, other.stdout]).toEqual([
      3,
      expect.stringContaining('which was not recorded; record it anew'),
    ]);
    await writeFile(file, text);
    await rm(join(copy, 'flows/cassettes/look/bad.json'));
    const none = await act(`replay --service ${copy}`);
    expect([none.code, none.stdout]).toEqual([
      1,
      expect.stringContaining('look: no bad cassette; record one'),
    ]);
  });

  test('of every kind of flow of a real service are judged as they were', async () => {
    const { code, stdout } = await act('replay');
    expect([code, stdout.split('\n').filter((line) => line.startsWith('✓')).length]).toEqual([0, 8]);
  });
});

/** A prober of the example, every three seconds. */
function serve(port: number, target: string, more: readonly string[] = []): ChildProcess {
  const args = ['serve', '--service', 'example', '--target', target, '--port', String(port), '--every', '3s'];
  const files = ['--state-file', join(dir, 'state.json'), '--log', join(dir, 'runs.ndjson')];
  const all = [repoPath('scripts/launch.mjs'), 'flows', ...args, ...files, '--exit-with-parent', ...more];
  return spawn(process.execPath, all, { stdio: ['pipe', 'pipe', 'pipe'] });
}

/** What the prober at a port answers; undefined while nobody does. */
const ask = async (port: number, path: string) =>
  fetch(`http://127.0.0.1:${port}${path}`).then(
    async (answer) => ({ status: answer.status, text: await answer.text() }),
    () => undefined,
  );
const waitForFlow = (port: number, what: string, wanted: (flow: Record<string, unknown>) => boolean) =>
  waitFor(what, 60_000, async () => {
    const answer = await ask(port, '/v1/flows');
    const [flow] = answer ? (JSON.parse(answer.text) as { flows: Record<string, unknown>[] }).flows : [];
    return flow && wanted(flow) ? flow : undefined;
  });

test('by its schedule a flow is played through kills, a target that goes, and a state that is damaged', async () => {
  const port = await findFreePort();
  const shopPort = await findFreePort();
  let target = await start(example, '', undefined, shopPort);
  const first = serve(port, target.url);
  await waitForFlow(port, 'it passes', ({ outcome }) => outcome === 'pass');
  expect(await ask(port, '/healthz')).toMatchObject({ status: 200 });
  await target.child.stop('SIGKILL');
  const failing = await waitForFlow(port, 'it fails', ({ outcome }) => outcome === 'fail');
  expect(failing).toMatchObject({ id: 'look', environment: 'staging', slo: 'look_up' });
  const { text } = (await ask(port, '/metrics'))!;
  expect(text).toMatch(
    /synthetic_flow_runs_total\{flow="look",target="[^"]+",slo="look_up",outcome="fail",environment="staging"\} [1-9]/,
  );
  expect(text).toMatch(
    /synthetic_slo_budget_remaining_ratio\{slo="look_up",environment="staging"\} -?[\d.]+/,
  );
  const saved = await waitFor('the state holds the failure', 10_000, async () => {
    const content = await readFile(join(dir, 'state.json'), 'utf8').catch(() => '');
    return content.includes('"fail"') ? content : undefined;
  });
  first.kill('SIGKILL');
  await once(first, 'exit');
  target = await start(example, '', undefined, shopPort);

  // What was known before the kill is known after it.
  const second = serve(port, target.url);
  await waitForFlow(
    port,
    'it passes again, and remembers',
    ({ outcome, recent }) => outcome === 'pass' && (recent as { fail: number }).fail > 0,
  );
  second.kill('SIGTERM');
  expect((await once(second, 'exit'))[0]).toBe(143);
  expect(await isFree('127.0.0.1', port)).toBe(true);

  await writeFile(join(dir, 'state.json'), saved.slice(0, saved.length / 2));
  const third = serve(port, target.url);
  let said = '';
  third.stderr?.on('data', (data) => {
    said += data;
  });
  await waitForFlow(
    port,
    'it passes, and remembers nothing',
    ({ outcome, recent }) => outcome === 'pass' && (recent as { fail: number }).fail === 0,
  );
  await waitFor(
    'it says that the state is damaged',
    10_000,
    () => said.includes('is damaged: it is no JSON; the prober starts fresh') || undefined,
  );
  // It ends with whoever started it.
  third.stdin?.end();
  await once(third, 'exit');
  await target.child.stop();
});

describe('in k6', () => {
  let k6: string;
  beforeAll(async () => {
    k6 = await ensureTool('k6', { onProgress: () => {} });
    await act('compile');
    await act('compile --service example');
  });
  const play = (flow: string, base: string) =>
    runProgram(k6, [
      'run',
      '--quiet',
      '--no-color',
      '--no-usage-report',
      '-e',
      `BASE=${base}`,
      repoPath('dist', `${flow}.js`),
    ]);
  /** The names of the checks that did not hold, as k6 tells them. */
  const toBroken = (stdout: string) =>
    [...new Set([...stdout.matchAll(/✗ (\S+\.\S+\.\S+)/g)].map(([, name]) => name))].sort();
  const toBrokenByNode = (stdout: string) =>
    [...stdout.matchAll(/^ {5}[✗?] {2}(\S+)/gm)].map(([, name]) => name).sort();

  test('a good and a bad target come to the same as without it, check by check', async () => {
    // Every tenth item is given away: nine calls before.
    const free = await start(example, 'free');
    const isBad = async () => {
      for (let i = 0; i < 9; i++) await fetch(`${free.url}/items/1`);
    };
    const good = await play('flow.look.example', shop.url);
    expect([good.code, toBroken(good.stdout)]).toEqual([0, []]);
    await isBad();
    const byNode = await act(`run --service example --base ${free.url}`);
    await isBad();
    const bad = await play('flow.look.example', free.url);
    await free.child.stop();
    expect([byNode.code, bad.code]).toEqual([1, 99]);
    expect(toBroken(bad.stdout)).toEqual(['look.item.json.2.above']);
    expect(toBrokenByNode(byNode.stdout)).toEqual(toBroken(bad.stdout));
  });

  test('so do the journeys, a smoke, and steps with a session', async () => {
    const upstream = (await startUpstream(AURORA, join(dir, 'stack.log')))!;
    for (const [defects, code, flow] of [
      ['', 0, 'journeys'],
      ['', 0, 'reco-gates'],
      ['artifact_gate_open', 99, 'reco-gates'],
      ['profile_forgotten', 99, 'bootstrap'],
    ] as const) {
      const service = await start(AURORA, defects, upstream.url);
      const byK6 = await play(`flow.${flow}`, service.url);
      const byNode = await act(`run ${flow} --base ${service.url}`);
      await service.child.stop();
      expect([flow, byK6.code, byNode.code]).toEqual([flow, code, code === 0 ? 0 : 1]);
      expect(toBroken(byK6.stdout)).toEqual([...new Set(toBrokenByNode(byNode.stdout))]);
    }
    await upstream.child.stop();
  });
});
