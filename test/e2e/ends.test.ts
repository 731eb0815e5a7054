// However a run ends, nothing is left: no toxic, no process, no port, and what was measured is kept.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OptionValues } from '../../lib/core/options/option.ts';
import { writeKeyPair } from '../../lib/node/evidence/keys.ts';
import { type Keys, readKeys } from '../../lib/node/evidence/read-keys.ts';
import { verifyRun } from '../../lib/node/evidence/run/verify-run.ts';
import { toNotePath } from '../../lib/node/leftovers/notes.ts';
import { findFreePort } from '../../lib/node/process/ports.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import { createRig, type Rig, runCommand, SHORT } from '../running/rig.ts';
import {
  expectNothingLeft,
  freezeOrKill,
  IN_CHAOS,
  isGone,
  type RunningSoak,
  startSoak,
} from '../running/soak.ts';

let rig: Rig;
let keys: Keys;
let signed: OptionValues;
beforeAll(async () => {
  rig = await createRig();
  const { privateKey, publicKey } = await writeKeyPair(join(rig.dir, 'ci'), 'p256', undefined);
  keys = await readKeys([publicKey]);
  signed = { SIGN: 'true', SIGN_KEY: privateKey };
});
afterAll(async () => rig[Symbol.asyncDispose]());

const EVERYTHING = ['k6', 'toxiproxy', 'service', 'upstream'];

async function startSoakInChaos(more: OptionValues = {}): Promise<RunningSoak> {
  const run = await startSoak(rig.dir, { ...IN_CHAOS, ...more });
  await run.waitForRow('the first toxic', (row) => row.type === 'toxic.on');
  return run;
}

describe('a run in the middle of a chaos window', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s: heals, keeps what was measured, signs it, exits %i', async (signal, code) => {
    const run = await startSoakInChaos(signed);
    process.kill(run.pid, signal);
    expect(await run.closed).toBe(code);
    const summary = await run.readSummary();
    expect(summary).toMatchObject({ status: 'interrupted', stop_reason: `signal ${signal}` });
    expect(summary.verdict.outcome).toBe('inconclusive');
    const told = `interrupted: signal ${signal}`;
    expect(summary.verdict.because).toContain(told);
    expect(run.stdout()).toContain(told);
    for (const name of ['report.html', 'summary.md'])
      expect(await readFile(join(run.dir, name), 'utf8'), name).toContain(told);
    expect(summary.totals.responses).toBeGreaterThan(0);
    expect(summary.chaos_windows).toMatchObject([{ mode: 'latency', read_back: true, healed: true }]);
    expect(run.stderr()).toContain(`signed as inconclusive: ${run.dir}`);
    const { faults, statement } = await verifyRun(run.dir, keys);
    expect(faults).toEqual([]);
    expect(statement?.predicate).toMatchObject({
      outcome: 'inconclusive',
      reasons: [summary.verdict.because],
    });
    await expectNothingLeft(run, EVERYTHING);
  });

  test('k6 killed: inconclusive, with what was measured', async () => {
    const run = await startSoakInChaos();
    process.kill(await run.pidOf('k6'), 'SIGKILL');
    expect(await run.closed).toBe(3);
    const summary = await run.readSummary();
    expect(summary.verdict.because).toContain('k6 ended with SIGKILL');
    expect(summary.totals.responses).toBeGreaterThan(0);
    expect(summary.chaos_windows).toMatchObject([{ healed: true }]);
    await expectNothingLeft(run, EVERYTHING);
  });

  test.each([
    ['killed', 'SIGKILL'],
    ['frozen', 'SIGSTOP'],
  ] as const)('Toxiproxy %s, then Ctrl-C: healed by a restart', async (_, signal) => {
    const run = await startSoakInChaos();
    await freezeOrKill(await run.pidOf('toxiproxy'), signal);
    process.kill(run.pid, 'SIGINT');
    expect(await run.closed).toBe(130);
    expect((await run.readSummary()).chaos_windows).toMatchObject([{ healed: true, rung: 'restarted' }]);
    await expectNothingLeft(run, EVERYTHING);
  });

  test('the orchestrator killed: all that it started ends with it, and nothing is signed', async () => {
    const run = await startSoakInChaos({ ...signed, LIVE: 'true', LIVE_PORT: '0' });
    process.kill(run.pid, 'SIGKILL');
    const killedAt = performance.now();
    await run.closed;
    await expectNothingLeft(run, [...EVERYTHING, 'live']);
    expect(performance.now() - killedAt).toBeLessThan(5_000);
    expect(run.stderr()).not.toContain('signed');
    expect((await verifyRun(run.dir, keys)).faults).toMatchObject([
      { text: 'is missing: the run was not signed' },
    ]);
    const next = await runCommand('soak', ['--once', '--output-dir', rig.dir]);
    expect(next.code).toBe(0);
  });

  test('npm before it killed: it ends in order', async () => {
    const run = await startSoak(rig.dir, IN_CHAOS, { command: 'npm', args: ['run', 'soak'] });
    await run.waitForRow('the first toxic', (row) => row.type === 'toxic.on');
    run.started.kill('SIGKILL');
    await waitFor('the end of the run', 60_000, () => (isGone(run.pid) ? true : undefined));
    expect(await run.readSummary()).toMatchObject({ status: 'interrupted', stop_reason: 'signal SIGHUP' });
    await expectNothingLeft(run, EVERYTHING);
  });
});

test('k6 stopped by somebody else through its REST API: interrupted, and who it was', async () => {
  const address = `127.0.0.1:${await findFreePort()}`;
  const run = await startSoak(rig.dir, { ...SHORT, DURATION_SECONDS: '60', K6_ADDRESS: address });
  await run.waitForRow('an answer', (row) => row.type === 'response');
  const attributes = { stopped: true };
  const stopped = await fetch(`http://${address}/v1/status`, {
    method: 'PATCH',
    body: JSON.stringify({ data: { type: 'status', id: 'default', attributes } }),
  });
  expect(stopped.status).toBe(200);
  expect(await run.closed).toBe(3);
  const { status, verdict, totals } = await run.readSummary();
  expect(status).toBe('interrupted');
  expect(verdict.because).toMatch(
    /^run_complete: k6 ended with exit code 103 \(somebody else stopped the run through its REST API\).*K6_ADDRESS/,
  );
  expect(totals.responses).toBeGreaterThan(0);
  await expectNothingLeft(run, ['k6', 'service', 'upstream']);
});

test('the embedded service dying is a verdict on the service', async () => {
  const running = rig.soak({ ...SHORT, DURATION_SECONDS: '60' });
  const state = await waitFor('the note of the run', 30_000, async () => {
    const note = JSON.parse(await readFile(toNotePath(process.pid), 'utf8').catch(() => '{}')) as {
      children?: Record<string, { readonly pid: number }>;
    };
    return note.children?.k6 === undefined ? undefined : note.children;
  });
  process.kill(state.service!.pid, 'SIGKILL');
  const { summary } = await running;
  expect(summary.verdict.outcome).toBe('fail');
  expect(summary.stop_reason).toMatch(/^transport_error/);
});
