// xk6-disruptor's own agent before the real upstream, and as a fault of a real run: it strikes what it is told to, and goes.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RequestErrors } from '../../lib/core/faults/fault.ts';
import { ensureTool } from '../../lib/node/build/tools.ts';
import { type DisruptorAgent, startDisruptorAgent } from '../../lib/node/chaos/disruptor-agent.ts';
import { isFree } from '../../lib/node/process/ports.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import { type Service, startUpstream, toHostPort } from '../../lib/node/stack/stack.ts';
import { AURORA, createRig, type Rig, runCommand } from '../running/rig.ts';
import { expectNothingLeft, freezeOrKill, IN_CHAOS, isGone, startSoak } from '../running/soak.ts';

let rig: Rig;
let binary: string;
beforeAll(async () => {
  rig = await createRig();
  binary = await ensureTool('disruptor-agent', { onProgress: () => {} });
});
afterAll(async () => rig[Symbol.asyncDispose]());

const ERRORS: RequestErrors = {
  errorRatio: 1,
  errorCode: 503,
  errorBody: '',
  averageDelayMs: 0,
  delayVariationMs: 0,
  exclude: [],
};

const listLockDirs = async () => (await readdir(rig.dir)).filter((name) => name.startsWith('agent-lock-'));

describe('before an upstream', () => {
  let upstream: Service;
  beforeAll(async () => {
    upstream = (await startUpstream(AURORA, join(rig.dir, 'upstream.log')))!;
  });
  afterAll(async () => void (await upstream.child.stop()));

  const start = (errors: Partial<RequestErrors>): Promise<DisruptorAgent> =>
    startDisruptorAgent({
      binary,
      upstream: toHostPort(upstream.url),
      errors: { ...ERRORS, ...errors },
      forSec: 60,
      logFile: join(rig.dir, 'agent.log'),
    });
  const get = async (agent: DisruptorAgent, path: string) => {
    const answer = await fetch(`http://${agent.address}${path}`, { headers: { connection: 'close' } });
    return { status: answer.status, body: await answer.text() };
  };

  test('two at once, each with its own errors; what is left alone passes; both go, with their ports and locks', async () => {
    const all = await start({ errorBody: 'gone', exclude: ['/health'] });
    const none = await start({ errorRatio: 0, averageDelayMs: 150, delayVariationMs: 10 });
    expect(await listLockDirs()).toHaveLength(2);
    try {
      expect(await get(all, '/v1/anything')).toEqual({ status: 503, body: 'gone' });
      expect(await get(all, '/health')).toEqual(await get(none, '/health'));
      // The upstream knows no such path, and it is the upstream that says so.
      expect((await get(none, '/health')).status).toBe(404);
    } finally {
      await Promise.all([all.stop(), none.stop()]);
    }
    for (const agent of [all, none]) {
      const port = Number(new URL(`http://${agent.address}`).port);
      expect([agent.isRunning(), isGone(agent.pid), await isFree('127.0.0.1', port)]).toEqual([
        false,
        true,
        true,
      ]);
      await agent.stop();
    }
    expect(await listLockDirs()).toEqual([]);
  });

  test('a delay is waited for', async () => {
    const agent = await start({ errorRatio: 0, averageDelayMs: 150 });
    const from = performance.now();
    await get(agent, '/health').finally(() => agent.stop());
    // Never earlier, however busy the machine.
    expect(performance.now() - from).toBeGreaterThanOrEqual(150);
  });

  test('one that ends at once says why, in one sentence', async () => {
    await expect(start({ errorRatio: 2 })).rejects.toThrow(
      /^xk6-disruptor's agent did not start: it ended: .*error rate must be in the range.*; see DISRUPTOR_AGENT_BIN/,
    );
  });
});

const WITH_ERRORS = { ...IN_CHAOS, TOXIPROXY_MODES: 'http_errors' };
const EVERYTHING = ['k6', 'toxiproxy', 'service', 'upstream'];

/** A run in the middle of its slot of errors, with the pid of its agent. */
async function startSoakWithAgent() {
  const run = await startSoak(rig.dir, WITH_ERRORS);
  const on = await run.waitForRow('the errors', (row) => row.type === 'toxic.on');
  expect(on).toMatchObject({ mode: 'http_errors', read_back: true });
  return { run, agent: await run.pidOf('disruptor-agent') };
}

/** One slot of errors, twelve seconds long, and baseline around it. */
const ONE_SLOT = {
  ...WITH_ERRORS,
  DURATION_SECONDS: '20',
  CHAOS_OFFSET_MIN: '0.1',
  CHAOS_WINDOW_MIN: '0.2',
  CHAOS_RPS: '8',
};

describe('as a fault of a run', () => {
  test('the errors reach the service and are healed: the fault is proven', async () => {
    const { summary } = await rig.soak(ONE_SLOT);
    const [slot] = summary.chaos_windows;
    const good = { effect: 'shown', read_back: true, healed: true, rung: 'removed' };
    expect(slot, slot?.because).toMatchObject(good);
    expect(summary.verdict.outcome, summary.verdict.because).toBe('pass');
  });

  test('the agent killed: that every call fails then is not taken for its errors', async () => {
    const run = await startSoak(rig.dir, ONE_SLOT);
    await run.waitForRow('the slot', (row) => row.type === 'upstream.read' && row.point === 'slot_start');
    await freezeOrKill(await run.pidOf('disruptor-agent'), 'SIGKILL');
    expect(await run.closed).toBe(3);
    const { chaos_windows, verdict } = await run.readSummary();
    expect(chaos_windows).toMatchObject([{ effect: 'too_few', healed: true }]);
    expect(verdict.because).toContain('toxics_bit');
    await expectNothingLeft(run, EVERYTHING);
  });

  test('Ctrl-C: the upstream is led back to, and the agent goes', async () => {
    const { run, agent } = await startSoakWithAgent();
    process.kill(run.pid, 'SIGINT');
    expect(await run.closed).toBe(130);
    expect((await run.readSummary()).chaos_windows).toMatchObject([{ healed: true, rung: 'removed' }]);
    await expectNothingLeft(run, EVERYTHING);
    expect(isGone(agent)).toBe(true);
  });

  test('the orchestrator killed: the agent ends with it', async () => {
    const { run, agent } = await startSoakWithAgent();
    process.kill(run.pid, 'SIGKILL');
    await run.closed;
    await waitFor('the agent is gone', 10_000, () => (isGone(agent) ? true : undefined));
    await expectNothingLeft(run, EVERYTHING);
  });

  test('a Toxiproxy on another machine could not reach it: refused in one sentence', async () => {
    const args = ['--toxiproxy-modes', 'http_errors', '--toxiproxy-api-url', 'http://192.0.2.1:8474'];
    const { code, stderr } = await runCommand('soak', ['--output-dir', rig.dir, ...args]);
    expect(stderr).toContain('http_errors needs a Toxiproxy on this machine');
    expect(code).toBe(2);
  });
});
