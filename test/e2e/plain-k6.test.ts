// `k6 run dist/soak.js` without our orchestrator is a real gate, on k6 v2 and v1 alike: it passes, fails and fails closed.
import { execFile } from 'node:child_process';
import { access, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OptionValues } from '../../lib/core/options/option.ts';
import type { Summary } from '../../lib/core/verdict/summary-schema.ts';
import { buildScenarios, toBundlePath } from '../../lib/node/build/bundle.ts';
import { ensureTool } from '../../lib/node/build/tools.ts';
import { findFreePort } from '../../lib/node/process/ports.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import { type Service, startService, startUpstream } from '../../lib/node/stack/stack.ts';
import { AURORA, createRig, ONE_TOXIC, type Rig, SHORT } from '../running/rig.ts';

const run = promisify(execFile);

/** The calls of its last second are answered when it is over. */
const SPIKE_AT_THE_END: OptionValues = {
  DURATION_SECONDS: '18',
  CYCLE_MIN: '0.4',
  SPIKE_OFFSET_MIN: '0.28',
  SPIKE_DURATION_SEC: '1.2',
  SPIKE_RPS: '15',
};

let rig: Rig;
let upstream: Service;
let bff: Service;
beforeAll(async () => {
  rig = await createRig();
  await buildScenarios(AURORA, ['soak']);
  upstream = (await startUpstream(AURORA, join(rig.dir, 'stack.log')))!;
  bff = await startService(AURORA, {
    upstreamUrl: upstream.url,
    defects: '',
    logFile: join(rig.dir, 'stack.log'),
  });
});
afterAll(async () => {
  await bff.child.stop();
  await upstream.child.stop();
  await rig[Symbol.asyncDispose]();
});

async function runK6(
  binary: string,
  options: OptionValues,
  flags: readonly string[],
  disturb: (pid: number) => Promise<void> = async () => {},
) {
  const env = {
    ...process.env,
    ...SHORT,
    BASE: bff.url,
    OUTPUT_DIR: rig.dir,
    K6_NO_USAGE_REPORT: 'true',
    ...options,
  };
  const running = run(binary, ['run', '--quiet', '--no-color', ...flags, toBundlePath('soak', AURORA)], {
    env,
  });
  const [ended] = await Promise.all([
    running.then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      (error: { code: number; stdout: string; stderr: string }) => error,
    ),
    disturb(running.child.pid ?? 0),
  ]);
  const summary = JSON.parse(await readFile(join(rig.dir, 'summary.json'), 'utf8')) as Summary;
  return { ...ended, summary };
}

/** Runs k6 as the orchestrator does, whose verdict is made of more than k6 sees. */
async function runWithJournal(binary: string, flags: readonly string[]) {
  await rm(join(rig.dir, 'summary.json'), { force: true });
  const journal = join(rig.dir, 'events.ndjson');
  const args = [...flags, '-e', 'EVENTS=on', `--console-output=${journal}`, '--log-format=raw'];
  const env = { ...process.env, BASE: bff.url, OUTPUT_DIR: rig.dir, ONCE: 'true' };
  const { stdout } = await run(
    binary,
    ['run', '--quiet', '--no-color', ...args, toBundlePath('soak', AURORA)],
    {
      env,
    },
  );
  const wroteSummary = await access(join(rig.dir, 'summary.json')).then(
    () => true,
    () => false,
  );
  return { stdout, wroteSummary, journal: await readFile(journal, 'utf8') };
}

async function withDefects<T>(spec: string, work: () => Promise<T>): Promise<T> {
  const put = (body: string) => fetch(`${bff.url}/__defects`, { method: 'PUT', body });
  expect((await put(spec)).ok).toBe(true);
  return work().finally(() => put(''));
}

describe.each(['k6', 'k6-disruptor'] as const)('%s', (tool) => {
  let binary: string;
  beforeAll(async () => {
    binary = await ensureTool(tool, { onProgress: () => {} });
  });
  /** Opens k6's REST API on a port of its own, and tells the script. */
  const onFreePort = async () => {
    const address = `127.0.0.1:${await findFreePort()}`;
    return ['--address', address, '-e', `K6_ADDRESS=${address}`];
  };

  test('a healthy service passes, with table, summary.json and summary.csv', async () => {
    const { code, stdout, summary } = await runK6(binary, {}, await onFreePort());
    expect(stdout).toContain('verdict: PASS');
    expect(summary).toMatchObject({
      status: 'completed',
      verdict: { outcome: 'pass' },
      toxiproxy_enabled: false,
    });
    expect(await readFile(join(rig.dir, 'summary.csv'), 'utf8')).toContain('pass,completed');
    expect(code).toBe(0);
  });

  test('frozen to its end it says by its exit code, too, that the load was not offered', async () => {
    const flags = await onFreePort();
    const begun = async () => {
      const metric = await fetch(`http://${flags[1]}/v1/metrics/gate_journeys`).then(
        (answer) => answer.json() as Promise<{ data?: { attributes: { sample: { count: number } } } }>,
        () => undefined,
      );
      return metric?.data?.attributes.sample.count ?? 0;
    };
    const { code, summary } = await runK6(
      binary,
      { DURATION_SECONDS: '12', BASE_RPS: '10', SPIKE_DURATION_SEC: '0' },
      flags,
      async (pid) => {
        await waitFor('80 journeys', 30_000, async () => ((await begun()) >= 80 ? true : undefined));
        process.kill(pid, 'SIGSTOP');
        await pause(5_000);
        process.kill(pid, 'SIGCONT');
      },
    );
    expect(summary.verdict.because).toMatch(/load_offered: .* at its end k6 had not begun \d+ that were due/);
    expect(summary.verdict.outcome).toBe('inconclusive');
    expect(code).toBe(99);
  });

  test('injects nothing, and calls no hour chaos that was asked for', async () => {
    const asked = { ...ONE_TOXIC, TOXIPROXY_ENABLED: 'true', TOXIPROXY_UPSTREAM: '127.0.0.1:9' };
    const timing = {
      DURATION_SECONDS: '6',
      CYCLE_MIN: '0.1',
      CHAOS_OFFSET_MIN: '0.02',
      CHAOS_WINDOW_MIN: '0.05',
    };
    const { stderr, stdout, summary } = await runK6(
      binary,
      { ...asked, ...timing, CHAOS: 'edge' },
      await onFreePort(),
    );
    expect(stderr + stdout).toContain('k6 alone injects no toxic');
    expect(summary.toxiproxy_enabled).toBe(false);
    expect(Object.keys(summary.phases)).toEqual(['baseline']);
    expect(summary.totals.transport_errors).toBe(0);
  });

  test('leaves the verdict to whoever asked for a journal', async () => {
    const { stdout, wroteSummary, journal } = await runWithJournal(binary, await onFreePort());
    expect(journal).toContain('"type":"k6.summary"');
    expect(wroteSummary).toBe(false);
    expect(stdout).not.toContain('verdict');
  });

  test.each([
    ['schema_extra_root_key', 'schema_violation', 108, 'stopped'],
    ['red_flag_not_blocked', 'red_flag_not_blocked', 108, 'stopped'],
    ['http_500_json', 'http_5xx_rate_5m', 108, 'stopped'],
    // Too rare for a window to be crossed early; the run as a whole is judged at its end.
    ['http_500_json,rate=0.012', 'http_5xx_rate_5m', 99, 'completed'],
  ])('%s fails by %s', async (spec, gate, exitCode, status) => {
    const { code, stdout, summary } = await withDefects(spec, async () =>
      runK6(binary, {}, await onFreePort()),
    );
    expect(summary.verdict.outcome).toBe('fail');
    expect(summary.verdict.because).toMatch(new RegExp(`^${gate}`));
    expect(summary.status).toBe(status);
    expect(summary.stop_reason ?? '').toMatch(status === 'stopped' ? new RegExp(`^${gate}`) : /^$/);
    expect(stdout).toContain('verdict: FAIL');
    expect(code).toBe(exitCode);
  });

  test.each([
    ['', 0, 'pass'],
    ['http_500_json,header=x-trace-id:spike', 108, 'fail'],
  ])('sees the answers that come when its plan is over: %j', async (spec, exitCode, outcome) => {
    const late = ['slow,ms=3000,header=x-trace-id:spike', spec].filter(Boolean).join(';');
    const { code, summary } = await withDefects(late, async () =>
      runK6(binary, { ...SPIKE_AT_THE_END, GATES: 'sequential' }, await onFreePort()),
    );
    expect(summary.verdict.because).toMatch(outcome === 'fail' ? /^http_5xx_sequential/ : /gates held/);
    expect([code, summary.verdict.outcome]).toEqual([exitCode, outcome]);
  });

  test('fails closed where the rolling windows are blind', async () => {
    const { code, stderr, summary } = await runK6(binary, {}, [
      '-e',
      `K6_ADDRESS=127.0.0.1:${await findFreePort()}`,
    ]);
    expect([code, summary.verdict.outcome]).toEqual([108, 'inconclusive']);
    expect(stderr).toContain('start k6 with K6_ADDRESS=localhost:6565');
  });

  test('refuses to start without BASE, also where k6 hides the environment from it', async () => {
    const ran = async (env: NodeJS.ProcessEnv, flags: readonly string[]) =>
      run(binary, ['run', '--quiet', ...flags, toBundlePath('soak', AURORA)], { env }).then(
        () => 'it ran',
        ({ code, stderr }: { code: number; stderr: string }) => `${code} ${stderr}`,
      );
    const { PATH } = process.env;
    const sentence = /^107 .*aurora-gate: BASE is not given/s;
    expect(await ran({ PATH, ONCE: 'true' }, [])).toMatch(sentence);
    expect(await ran({ PATH, BASE: bff.url }, ['--include-system-env-vars=false'])).toMatch(sentence);
  });

  test.each([
    ['--discard-response-bodies', 'discardResponseBodies'],
    ['--no-setup', 'noSetup'],
    ['--rps=3', 'rps'],
  ])('ends at once under %s, and names it', async (flag, option) => {
    const { code, stderr, summary } = await runK6(binary, { ONCE: 'true' }, [flag]);
    expect(stderr).toContain(`aurora-gate: k6 was given ${option}: `);
    expect(summary.verdict.because).toContain(`k6 was given ${option}`);
    expect([code, summary.verdict.outcome, summary.totals.calls]).toEqual([108, 'inconclusive', 0]);
  });

  test('says so where k6 was told to judge no threshold', async () => {
    const { summary } = await runK6(binary, { ONCE: 'true' }, ['--no-thresholds']);
    expect(summary.verdict.because).toContain('leave out --no-thresholds');
    expect(summary.verdict.outcome).toBe('inconclusive');
  });

  test('fails closed where there was too little to judge', async () => {
    const { code, summary } = await runK6(
      binary,
      { DURATION_SECONDS: '3', BASE_RPS: '2' },
      await onFreePort(),
    );
    expect(summary.verdict.outcome).toBe('inconclusive');
    expect(code).toBe(99);
  });
});
