// A soak with a real Prometheus: what it finds there, and that neither its absence nor its end harms a run.
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RUN_SERIES } from '../../lib/core/monitoring/series.ts';
import { buildScenarios, toBundlePath } from '../../lib/node/build/bundle.ts';
import { ensureTool } from '../../lib/node/build/tools.ts';
import { findFreePort } from '../../lib/node/process/ports.ts';
import { runSoak } from '../../lib/node/run/soak.ts';
import { toRunFiles } from '../../lib/node/run-folder/run-files.ts';
import { startService, startUpstream } from '../../lib/node/stack/stack.ts';
import { type RunningPrometheus, startPrometheus } from '../running/prometheus.ts';
import { AURORA, createRig, ONE_TOXIC, type Rig, runCommand, runProgram, SHORT } from '../running/rig.ts';
import { startSoak } from '../running/soak.ts';
import { GATES } from '../runs/good-run.ts';

const TOKEN = 'let-us-in-7f3a91';

let rig: Rig;
let prometheus: RunningPrometheus;
beforeAll(async () => {
  [rig, prometheus] = await Promise.all([createRig(), startPrometheus()]);
});
afterAll(async () => {
  await prometheus[Symbol.asyncDispose]();
  await rig[Symbol.asyncDispose]();
});

/** A run and what it said. */
async function soak(url: string, values: object = ONE_TOXIC) {
  let said = '';
  const progress = {
    write(text: string) {
      said += text;
    },
  };
  const result = await runSoak(
    { ...values, OUTPUT_DIR: rig.dir, PROMETHEUS_URL: url },
    { progress, stop: new AbortController().signal },
  );
  return { ...result, run: basename(result.files.dir), said };
}

test('the series of k6 and of the run are there, its toxic came and went, its verdict last', async () => {
  const { summary, files, run, said } = await soak(prometheus.url);
  expect(summary.verdict.outcome).toBe('pass');
  expect(said).not.toContain('Prometheus');
  const of = `service="aurora",run="${run}"`;
  const one = async (expression: string) => (await prometheus.query(expression))[0]?.value;
  /** The values that a series went through, repeats left out. */
  const pathOf = async (selector: string) => {
    const query = encodeURIComponent(`${selector}[10m]`);
    const answer = await fetch(`${prometheus.url}/api/v1/query?query=${query}`);
    const { data } = (await answer.json()) as {
      data: { result: readonly { values: readonly [number, string][] }[] };
    };
    const values = data.result[0]?.values.map(([, value]) => Number(value)) ?? [];
    return values.filter((value, n) => value !== values[n - 1]);
  };

  expect(await one(`sum(k6_gate_journeys_total{${of}})`)).toBe(summary.totals.journeys);
  expect(await one(`sum(k6_gate_timeout_degraded_total{${of}})`)).toBe(summary.totals.timeout_degraded);
  const p95 = await one(`histogram_quantile(0.95, sum(rate(k6_gate_duration_seconds{${of}}[2m])))`);
  expect(p95).toBeGreaterThan(0.01);
  expect(p95).toBeLessThan(15);

  const bounds = await prometheus.query(`aurora_gate_bound{${of}}`);
  expect(bounds.map(({ labels }) => labels.gate).sort()).toEqual(GATES.map(({ id }) => id).sort());
  const statuses = await prometheus.query(`aurora_gate_status{${of}}`);
  const told = Object.fromEntries(statuses.map(({ labels, value }) => [labels.gate, value]));
  const judged = summary.verdict.gates.map(({ id, outcome }) => [id, outcome === 'pass' ? 1 : -1]);
  expect(told).toEqual(Object.fromEntries(judged));
  expect(await pathOf(`aurora_gate_toxic{mode="timeout",${of}}`)).toEqual([0, 1, 0]);
  expect(await pathOf(`aurora_gate_phase{phase="chaos",${of}}`)).toEqual([1, 0]);
  expect(await pathOf(`aurora_gate_run{${of}}`)).toEqual([1, 0]);
  expect(await pathOf(`aurora_gate_verdict{outcome="pass",${of}}`)).toEqual([1]);
  expect(await one(`aurora_gate_recovery_seconds{mode="timeout",${of}}`)).toBe(
    summary.chaos_modes.timeout?.recover_s,
  );
  const names = (await prometheus.query(`group by (__name__) ({${of},__name__=~"aurora_gate_.*"})`)).map(
    ({ labels }) => labels.__name__,
  );
  expect(names.sort()).toEqual(Object.keys(RUN_SERIES).sort());
  expect(await readFile(files.journal, 'utf8')).not.toContain('PROMETHEUS_TOKEN');
});

test('a gate that is crossed shows, and so does the run that fails for it', async () => {
  const { summary, run } = await soak(prometheus.url, { ...SHORT, DEFECTS: 'empty_cards' });
  expect(summary.verdict.outcome).toBe('fail');
  const broken = summary.verdict.gates.filter(({ outcome }) => outcome === 'fail').map(({ id }) => id);
  const crossed = await prometheus.query(`aurora_gate_status{run="${run}"} == 0`);
  expect(crossed.map(({ labels }) => labels.gate).sort()).toEqual(broken.sort());
  expect(await prometheus.query(`aurora_gate_verdict{run="${run}",outcome="fail"} == 1`)).toHaveLength(1);
});

describe('a Prometheus that goes away', () => {
  test.each(['SIGKILL', 'SIGSTOP'] as const)('by %s costs a line and no verdict', async (signal) => {
    const own = await startPrometheus();
    try {
      const run = await startSoak(rig.dir, { ...SHORT, PROMETHEUS_URL: own.url });
      await run.waitForRow('an answer', ({ type }) => type === 'response');
      own.child.process.kill(signal);
      expect(await run.closed).toBe(0);
      expect((await run.readSummary()).verdict.outcome).toBe('pass');
      const lines = run
        .stderr()
        .split('\n')
        .filter((line) => line.includes('Prometheus'));
      expect(lines).toHaveLength(2);
      expect(lines[0]).toMatch(/takes no series \(.*\); the run goes on without, its verdict is the same$/);
      expect(lines[1]).toMatch(
        /^lost on the way to Prometheus: [1-9]\d* of \d+ pushes .*, and [1-9]\d* of k6's$/,
      );
    } finally {
      own.child.process.kill('SIGCONT');
      await own[Symbol.asyncDispose]();
    }
  });
});

describe('an address that will not do', () => {
  const start = async (url: string, env = {}) => {
    const before = await readdir(rig.dir);
    const { code, stderr } = await runCommand('soak', ['--prometheus', url], { OUTPUT_DIR: rig.dir, ...env });
    expect(await readdir(rig.dir)).toEqual(before);
    const sentences = stderr.split('\n').filter((line) => line.startsWith('aurora-gate: '));
    return { code, sentence: sentences.length === 1 ? sentences[0] : stderr };
  };

  test('nobody there', async () => {
    const { code, sentence } = await start(`http://127.0.0.1:${await findFreePort()}`);
    expect(code).toBe(2);
    expect(sentence).toMatch(
      /PROMETHEUS_URL=.* cannot be reached \(.*\); start it, or correct PROMETHEUS_URL/,
    );
  });

  test.each<[string, readonly string[]]>([
    ['--web.enable-remote-write-receiver', ['--enable-feature=native-histograms']],
    ['--enable-feature=native-histograms', ['--web.enable-remote-write-receiver']],
  ])('one that was started without %s', async (flag, flags) => {
    const own = await startPrometheus(flags);
    try {
      const { code, sentence } = await start(own.url);
      expect(code).toBe(2);
      expect(sentence).toMatch(new RegExp(`start it with ${flag}$`));
    } finally {
      await own[Symbol.asyncDispose]();
    }
  });

  test('a path that is not its own', async () => {
    const { code, sentence } = await start(`${prometheus.url}/elsewhere`);
    expect(code).toBe(2);
    expect(sentence).toMatch(/PROMETHEUS_URL=\S* has no \/api\/v1\/query; correct PROMETHEUS_URL/);
  });
});

test('a guard before it lets us in by the token, which stands nowhere', async () => {
  let refused = 0;
  const guard = createServer((asked, response) => {
    if (asked.headers.authorization !== `Bearer ${TOKEN}`) {
      refused++;
      response.writeHead(401).end();
      return;
    }
    const { method, url, headers } = asked;
    const onward = forward(`${prometheus.url}${url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(response);
    }).on('error', () => response.destroy());
    asked.pipe(onward);
  }).listen(0, '127.0.0.1');
  await once(guard, 'listening');
  const url = `http://127.0.0.1:${(guard.address() as AddressInfo).port}`;
  try {
    for (const token of ['', 'another-token-9c1']) {
      const { code, stderr } = await runCommand('soak', ['--prometheus', url], {
        OUTPUT_DIR: rig.dir,
        PROMETHEUS_TOKEN: token,
      });
      expect(code).toBe(2);
      expect(stderr).toMatch(/does not let us in \(401\); give the right PROMETHEUS_TOKEN/);
      expect(stderr).not.toContain('another-token');
    }
    refused = 0;
    const run = await startSoak(rig.dir, { ...SHORT, PROMETHEUS_URL: url, PROMETHEUS_TOKEN: TOKEN });
    await run.waitForRow('an answer', ({ type }) => type === 'response');
    const args = await readFile(`/proc/${await run.pidOf('k6')}/cmdline`, 'utf8');
    expect(args).toContain(`--tag=run=${basename(run.dir)}`);
    expect(args).not.toContain(TOKEN);
    expect(await run.closed).toBe(0);
    expect(refused).toBe(0);
    const { dir, ...files } = toRunFiles(run.dir);
    for (const file of Object.values(files)) {
      expect(await readFile(file, 'utf8').catch(() => '')).not.toContain(TOKEN);
    }
    expect(run.stdout() + run.stderr()).not.toContain(TOKEN);
    expect(await prometheus.query(`k6_gate_calls_total{run="${basename(dir)}"}`)).not.toEqual([]);
  } finally {
    guard.closeAllConnections();
    guard.close();
  }
});

test('a plain k6 of our script takes the output by itself, as k6 does', async () => {
  const stackLog = join(rig.dir, 'stack.log');
  await buildScenarios(AURORA, ['soak']);
  const upstream = (await startUpstream(AURORA, stackLog))!;
  const bff = await startService(AURORA, { upstreamUrl: upstream.url, defects: '', logFile: stackLog });
  try {
    const args = ['run', '--quiet', '-o', 'experimental-prometheus-rw', '--tag', 'run=plain'];
    const { code, stderr } = await runProgram(
      await ensureTool('k6'),
      [...args, toBundlePath('soak', AURORA)],
      {
        ONCE: 'true',
        BASE: bff.url,
        OUTPUT_DIR: rig.dir,
        K6_NO_USAGE_REPORT: 'true',
        K6_PROMETHEUS_RW_SERVER_URL: `${prometheus.url}/api/v1/write`,
        K6_PROMETHEUS_RW_TREND_AS_NATIVE_HISTOGRAM: 'true',
      },
    );
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('Failed to send')]);
    expect(await prometheus.query('k6_gate_calls_total{run="plain"}')).not.toEqual([]);
  } finally {
    await bff.child.stop();
    await upstream.child.stop();
  }
});
