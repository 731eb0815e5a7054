// A Toxiproxy that is not ours, and more than one who would use it; and notes that are not what they seem. See docs/faults.md.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureTool } from '../../lib/node/build/tools.ts';
import { HOLD_NAME } from '../../lib/node/chaos/hold.ts';
import { connectToxiproxy } from '../../lib/node/chaos/toxiproxy.ts';
import { startToxiproxy, type ToxiproxyServer } from '../../lib/node/chaos/toxiproxy-process.ts';
import { markProcess } from '../../lib/node/process/look.ts';
import { findFreePort } from '../../lib/node/process/ports.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import { createRig, type Rig, runCommand } from '../running/rig.ts';
import { IN_CHAOS, isGone, type RunningSoak, startSoak } from '../running/soak.ts';

let rig: Rig;
let server: ToxiproxyServer;
beforeAll(async () => {
  rig = await createRig();
  server = await startToxiproxy({
    binary: await ensureTool('toxiproxy'),
    apiUrl: `http://127.0.0.1:${await findFreePort()}`,
    logFile: join(rig.dir, 'toxiproxy.log'),
  });
});
afterAll(async () => {
  await server.stop();
  await rig[Symbol.asyncDispose]();
});

const PROXY = 'aurora_upstream';
const client = () => connectToxiproxy({ apiUrl: server.apiUrl });
const readNames = async () => (await client().readToxics(PROXY)).map(({ name }) => name);
const isHealed = () =>
  waitFor('the toxic is off', 15_000, async () => ((await readNames()).length === 0 ? true : undefined));
const isLetGo = () =>
  waitFor('nobody holds it', 15_000, async () =>
    (await client().probe()).includes(HOLD_NAME) ? undefined : true,
  );

async function startInChaos(): Promise<RunningSoak> {
  const run = await startSoak(rig.dir, { ...IN_CHAOS, TOXIPROXY_API_URL: server.apiUrl });
  await run.waitForRow('the first toxic', (row) => row.type === 'toxic.on');
  return run;
}

describe('a Toxiproxy that a run holds', () => {
  test('nobody else gets it: no run of this clone or another, and no hand', async () => {
    const run = await startInChaos();
    const elsewhere = await mkdtemp(join(rig.dir, 'other-clone-'));
    const tries = await Promise.all([
      runCommand('soak', ['--output-dir', elsewhere], { TOXIPROXY_API_URL: server.apiUrl }),
      runCommand('soak', ['--output-dir', elsewhere], {
        TOXIPROXY_API_URL: server.apiUrl,
        AURORA_STATE_DIR: elsewhere,
      }),
      runCommand('chaos', ['on', 'reset'], { TOXIPROXY_API_URL: server.apiUrl }),
      runCommand('chaos', ['off'], { TOXIPROXY_API_URL: server.apiUrl }),
    ]);
    for (const { code, stderr } of tries) {
      expect(stderr).toMatch(
        /TOXIPROXY_API_URL=.*: the run .*chaos_soak_run_\S+ \(pid \d+ on .*\) holds it since 20/,
      );
      expect(stderr).toContain(`pid ${run.pid} `);
      expect(code).toBe(2);
    }
    expect(await readdir(elsewhere)).toEqual([]);
    expect(await readNames()).toEqual(['aurora_latency']);
    process.kill(run.pid, 'SIGTERM');
    expect(await run.closed).toBe(143);
    expect((await run.readSummary()).chaos_windows).toMatchObject([
      { read_back: true, healed: true, rung: 'removed' },
    ]);
    expect(await readNames()).toEqual([]);
    await isLetGo();
  });

  test('its run killed: healed at once, and the next start says so', async () => {
    const run = await startInChaos();
    process.kill(run.pid, 'SIGKILL');
    await run.closed;
    await isHealed();
    await isLetGo();
    const next = await runCommand('soak', ['--once', '--output-dir', rig.dir]);
    expect(next.stderr).toContain(`left over from a run that was killed: healed ${PROXY} of ${run.dir}`);
    expect(next.code).toBe(0);
  });

  test('asked twice to stop: it ends at once, healed', async () => {
    const run = await startInChaos();
    process.kill(run.pid, 'SIGSTOP');
    process.kill(await run.pidOf('k6'), 'SIGSTOP');
    process.kill(run.pid, 'SIGCONT');
    process.kill(run.pid, 'SIGINT');
    await run.waitForRow('the signal', ({ type }) => type === 'run.signalled');
    const again = setInterval(() => isGone(run.pid) || process.kill(run.pid, 'SIGINT'), 1_100);
    expect(await run.closed).toBe(130);
    clearInterval(again);
    expect(await readNames()).toEqual([]);
    await isLetGo();
    await waitFor('k6 is gone', 5_000, async () => (isGone(await run.pidOf('k6')) ? true : undefined));
  });
});

describe('notes that are no note of ours', () => {
  test('end nobody, hold up nobody, and are done away with', async () => {
    const dir = await mkdtemp(join(rig.dir, 'notes-'));
    const innocent = spawn('sleep', ['600'], { stdio: 'ignore' });
    const gone = spawn('true');
    await once(gone, 'exit');
    const mark = await markProcess(Number(innocent.pid));
    const owner = { ...mark, pid: Number(gone.pid) };
    const note = { owner, runDir: '/tmp/x', children: {}, proxy: null, healed: '' };
    const plant = (n: number, content: unknown) =>
      writeFile(join(dir, `run-${n}.json`), typeof content === 'string' ? content : JSON.stringify(content));
    await plant(1, { ...note, pid: owner.pid, children: { k6: innocent.pid } });
    await plant(2, { ...note, children: { k6: { ...mark, identity: `1 ${mark.identity.split(' ')[1]}` } } });
    await plant(3, {
      ...note,
      children: { k6: { ...mark, identity: mark.identity.replace(/ .*/, ' /usr/bin/k6') } },
    });
    await plant(4, 'null');
    await plant(5, '{"owner":');
    await plant(6, ' '.repeat(5_000_000));
    execFileSync('mkfifo', [join(dir, 'run-7.json')]);
    await symlink(join(dir, 'run-2.json'), join(dir, 'run-8.json'));
    await mkdir(join(dir, 'run-9.json'));
    const ended = await runCommand('soak', ['--once', '--output-dir', rig.dir], { AURORA_STATE_DIR: dir });
    expect(ended.stderr).not.toContain('left over');
    expect(ended.code).toBe(0);
    expect(isGone(mark.pid)).toBe(false);
    expect(await readdir(dir)).toEqual(['run-9.json']);
    innocent.kill('SIGKILL');
    await rm(dir, { recursive: true });
  });
});
