// However a run ends, nothing is left: no toxic, no process, no port, and what was measured is kept.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JournalRow } from '../../lib/core/events.ts';
import type { Summary } from '../../lib/core/summary.ts';
import { repoPath } from '../../lib/node/paths.ts';
import { findFreePort, isFree } from '../../lib/node/ports.ts';
import { toRunFiles } from '../../lib/node/results.ts';
import { waitFor } from '../../lib/node/wait.ts';
import { createRig, type Rig, runCommand, SHORT } from '../rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await createRig();
});
afterAll(async () => rig[Symbol.asyncDispose]());

/** A chaos window that is on from the fifth second and outlasts the test. */
const IN_CHAOS = {
  DURATION_SECONDS: '300',
  CYCLE_MIN: '5',
  CHAOS_OFFSET_MIN: '0.04',
  CHAOS_WINDOW_MIN: '4',
  SPIKE_DURATION_SEC: '0',
  SPIKE_OFFSET_MIN: '4.5',
  TOXIPROXY_MODES: 'latency',
  BASE_RPS: '5',
};

interface RunningSoak {
  readonly pid: number;
  readonly dir: string;
  readonly apiPort: number;
  rows(): Promise<JournalRow[]>;
  pidOf(name: string): Promise<number>;
  readonly closed: Promise<number | null>;
  readonly stderr: () => string;
}

/** `npm run soak` in a process of its own, up to its first toxic. */
async function startSoakInChaos(): Promise<RunningSoak> {
  const apiPort = await findFreePort();
  const before = new Set(await readdir(rig.dir));
  const child = spawn(process.execPath, [repoPath('scripts/launch.mjs'), 'soak'], {
    cwd: repoPath(),
    env: {
      ...process.env,
      ...IN_CHAOS,
      OUTPUT_DIR: rig.dir,
      TOXIPROXY_API_URL: `http://127.0.0.1:${apiPort}`,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const closed = once(child, 'close').then(([code]) => code as number | null);
  let endedEarly = '';
  void closed.then((code) => {
    endedEarly = `it ended with ${code}: ${stderr}`;
  });
  const name = await waitFor('the run folder', 60_000, async () =>
    (await readdir(rig.dir)).find((entry) => !before.has(entry)),
  );
  const { journal, dir } = toRunFiles(join(rig.dir, name));
  const rows = async () =>
    (await readFile(journal, 'utf8').catch(() => ''))
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as JournalRow);
  await waitFor(
    'the first toxic',
    60_000,
    async () => {
      if (endedEarly) throw new Error(endedEarly);
      return (await rows()).find((row) => row.type === 'toxic.on');
    },
    100,
  ).catch(async (error: Error) => {
    // Without it, nobody would learn why.
    const { k6Log } = toRunFiles(dir);
    throw new Error(
      `${error.message}\n${stderr}\n${await readFile(k6Log, 'utf8').catch(() => 'no log of k6')}`,
    );
  });
  const state = JSON.parse(await readFile(repoPath(`.state/run-${child.pid}.json`), 'utf8')) as {
    children: Record<string, number>;
  };
  return {
    pid: child.pid!,
    dir,
    apiPort,
    rows,
    closed,
    stderr: () => stderr,
    pidOf: async (who) => state.children[who]!,
  };
}

const isGone = (pid: number) => {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
};

/** The first letter of `ps`'s word for it: T stopped, Z ended and not waited for, '' gone. */
async function readState(pid: number): Promise<string> {
  const ps = await promisify(execFile)('ps', ['-o', 'state=', '-p', String(pid)]).catch(() => ({
    stdout: '',
  }));
  return ps.stdout.trim().slice(0, 1);
}

async function readSummary(run: RunningSoak): Promise<Summary> {
  return JSON.parse(await readFile(toRunFiles(run.dir).summary, 'utf8')) as Summary;
}

async function expectNothingLeft(run: RunningSoak): Promise<void> {
  for (const name of ['k6', 'toxiproxy', 'bff', 'upstream']) {
    const pid = await run.pidOf(name);
    await waitFor(`${name} is gone`, 5_000, () => (isGone(pid) ? true : undefined));
  }
  expect(await isFree('127.0.0.1', run.apiPort)).toBe(true);
}

describe('a run in the middle of a chaos window', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s: heals, keeps what was measured, exits %i', async (signal, code) => {
    const run = await startSoakInChaos();
    process.kill(run.pid, signal);
    expect(await run.closed).toBe(code);
    const summary = await readSummary(run);
    expect(summary).toMatchObject({ status: 'interrupted', stop_reason: `signal ${signal}` });
    expect(summary.verdict.outcome).toBe('inconclusive');
    expect(summary.totals.responses).toBeGreaterThan(0);
    expect(summary.chaos_windows).toMatchObject([{ mode: 'latency', read_back: true, healed: true }]);
    await expectNothingLeft(run);
  });

  test('k6 killed: inconclusive, with what was measured', async () => {
    const run = await startSoakInChaos();
    process.kill(await run.pidOf('k6'), 'SIGKILL');
    expect(await run.closed).toBe(3);
    const summary = await readSummary(run);
    expect(summary.verdict.because).toContain('k6 ended with SIGKILL');
    expect(summary.totals.responses).toBeGreaterThan(0);
    expect(summary.chaos_windows).toMatchObject([{ healed: true }]);
    await expectNothingLeft(run);
  });

  test.each([
    ['killed', 'SIGKILL'],
    ['frozen', 'SIGSTOP'],
  ] as const)('Toxiproxy %s, then Ctrl-C: healed by a restart', async (_, signal) => {
    const run = await startSoakInChaos();
    const toxiproxy = await run.pidOf('toxiproxy');
    process.kill(toxiproxy, signal);
    // Both take their time on a busy machine, in which it could still be healed like a live one.
    await waitFor('Toxiproxy stands still', 5_000, async () =>
      /^[TZ]?$/.test(await readState(toxiproxy)) ? true : undefined,
    );
    process.kill(run.pid, 'SIGINT');
    expect(await run.closed).toBe(130);
    expect((await readSummary(run)).chaos_windows).toMatchObject([{ healed: true, rung: 'restarted' }]);
    await expectNothingLeft(run);
  });

  test('the orchestrator killed: the next start ends and names what was left', async () => {
    const run = await startSoakInChaos();
    process.kill(run.pid, 'SIGKILL');
    await run.closed;
    expect(isGone(await run.pidOf('toxiproxy'))).toBe(false);
    const next = await runCommand('soak', ['--once', '--output-dir', rig.dir]);
    expect(next.stderr).toMatch(/a run that was killed had left something: .*ended toxiproxy/);
    expect(next.code).toBe(0);
    await expectNothingLeft(run);
  });
});

test('the embedded service dying is a verdict on the service', async () => {
  const running = rig.soak({ ...SHORT, DURATION_SECONDS: '60' });
  const state = await waitFor('the note of the run', 30_000, async () => {
    const note = JSON.parse(
      await readFile(repoPath(`.state/run-${process.pid}.json`), 'utf8').catch(() => '{}'),
    ) as {
      children?: Record<string, number>;
    };
    return note.children?.k6 === undefined ? undefined : note.children;
  });
  process.kill(state.bff!, 'SIGKILL');
  const { summary } = await running;
  expect(summary.verdict.outcome).toBe('fail');
  expect(summary.stop_reason).toMatch(/^transport_error/);
});
