// The decision as it is used: a real Prometheus that scrapes pods, the server that Argo asks, the command of a pipeline.
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { repoPath } from '../../lib/node/files/paths.ts';
import { type Child, startChild } from '../../lib/node/process/child.ts';
import { readFirstLine } from '../../lib/node/process/first-line.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import { POLICIES } from '../../rollout/decision/policies.ts';
import type { Policy } from '../../rollout/decision/policy-schema.ts';
import type { Decided } from '../../rollout/serve/watch.ts';
import { type RunningPrometheus, startPrometheus } from '../running/prometheus.ts';
import { runCommand } from '../running/rig.ts';

/** Decides within seconds, by the traffic of these pods. */
const POLICY: Policy = {
  ...POLICIES.staging,
  minSamples: { canary: 100, stable: 100 },
  blockS: 1,
  minObservedS: 3,
  warmUpS: 0,
  maxHoldS: 600,
  bakeS: 300,
  maxAgeS: 10,
  probes: { ...POLICIES.staging.probes, minPasses: 2 },
  saturation: { memory: { maxRatio: 2, minDifference: 1, sustainedS: 60 } },
};
const VERSIONS = {
  old: { errors: 0, slow: 0 },
  good: { errors: 0, slow: 0 },
  failing: { errors: 0.5, slow: 0 },
  slow: { errors: 0, slow: 0.9 },
};
type Version = keyof typeof VERSIONS;
const CALLS_PER_S = 300;
const servers: Server[] = [];
let dir = '';
let prometheus: RunningPrometheus;
let prober = '';
let decision: Child | undefined;
let flowOutcome: 'pass' | 'fail' = 'pass';

async function listen(answer: () => string): Promise<string> {
  const server = createServer((_, response) => response.end(answer()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  const address = server.address();
  return `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

/** A pod that has been called since it began, as its counters tell. */
function toPod({ errors, slow }: (typeof VERSIONS)[Version]): () => string {
  const beganMs = Date.now();
  return () => {
    const calls = Math.floor(((Date.now() - beganMs) / 1_000) * CALLS_PER_S);
    const bad = Math.floor(calls * errors);
    const quick = Math.floor(calls * (1 - slow));
    const of = (name: string, labels: string, value: number) => `${name}{${labels}} ${value}\n`;
    const durations = 'aurora_http_request_duration_seconds';
    const route = 'route="/v1/chat"';
    return [
      of(`${durations}_count`, `${route},status="200"`, calls - bad),
      of(`${durations}_count`, `${route},status="500"`, bad),
      ...[
        [0.1, quick],
        [0.5, quick],
        [8, calls],
        ['+Inf', calls],
      ].map(([le, value]) => of(`${durations}_bucket`, `${route},status="200",le="${le}"`, Number(value))),
      of('aurora_skin_flow_total', 'stage="reco",outcome="ok"', calls),
      of('aurora_skin_upstream_calls_total', 'route="/v1/chat",outcome="ok"', calls),
      `process_resident_memory_bytes 50000000\n`,
    ].join('');
  };
}

async function startDecisions(): Promise<string> {
  decision = await startChild({
    command: process.execPath,
    args: [
      repoPath('scripts/launch.mjs'),
      'rollout',
      'serve',
      ...['--prometheus', prometheus.url, '--prober', prober, '--values', join(dir, 'values.yaml')],
      ...['--port', '0', '--state-dir', join(dir, 'state'), '--count-back', '0'],
    ],
    logFile: join(dir, 'serve.log'),
    pipeStdout: true,
  });
  const first = await readFirstLine(decision, 20_000);
  if (!('line' in first)) throw new Error(await readFile(join(dir, 'serve.log'), 'utf8'));
  return first.line.replace(/\/$/, '');
}

const toQuery = (canary: Version, stable: Version = 'old') =>
  `namespace=shop&rollout=web-${canary}&canary=${canary}&stable=${stable}&step=0`;
async function ask(url: string, canary: Version, stable?: Version): Promise<Decided> {
  const response = await fetch(`${url}/v1/decision?${toQuery(canary, stable)}`);
  expect(response.status).toBe(200);
  return (await response.json()) as Decided;
}
const waitForDecision = (url: string, canary: Version, wanted: Decided['decision'], stable?: Version) =>
  waitFor(
    `${canary} comes to ${wanted}`,
    60_000,
    async () => {
      const decided = await ask(url, canary, stable);
      return decided.decision === wanted ? decided : undefined;
    },
    500,
  );

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-decision-'));
  const pods = await Promise.all(
    Object.entries(VERSIONS).map(async ([hash, version]) => ({
      targets: [await listen(toPod(version))],
      labels: { namespace: 'shop', pod: `web-${hash}-1`, hash },
    })),
  );
  prober = `http://${await listen(() =>
    JSON.stringify({
      flows: [
        {
          id: 'buy',
          environment: 'staging',
          target: 'canary',
          outcome: flowOutcome,
          at: new Date().toISOString(),
          everyS: 1,
          recent: { pass: 0, fail: 0, inconclusive: 0, [flowOutcome]: 5 },
        },
      ],
    }),
  )}`;
  prometheus = await startPrometheus(
    [],
    stringify({
      global: { scrape_interval: '500ms' },
      scrape_configs: [{ job_name: 'aurora', static_configs: pods }],
    }),
  );
  const values = await readFile(repoPath('rollout/values/staging.yaml'), 'utf8');
  await writeFile(join(dir, 'values.yaml'), `${values}\n${stringify({ decision: POLICY })}`);
});
afterAll(async () => {
  await decision?.stop();
  await prometheus[Symbol.asyncDispose]();
  for (const server of servers) server.close().closeAllConnections();
  await rm(dir, { recursive: true, force: true });
});

const runDecide = (canary: Version, ...more: readonly string[]) =>
  runCommand('rollout', [
    'decide',
    ...['--prometheus', prometheus.url, '--values', join(dir, 'values.yaml')],
    ...['--prober', prober, '--canary', canary, '--stable', 'old', ...more],
  ]);

describe('the server', () => {
  it('promotes, aborts, remembers, and is overridden by name and reason alone', async () => {
    let url = await startDecisions();
    const events = await fetch(`${url}/v1/events`);
    const [promoted, failed, slow] = await Promise.all([
      waitForDecision(url, 'good', 'promote'),
      waitForDecision(url, 'failing', 'abort'),
      waitForDecision(url, 'slow', 'abort'),
    ]);
    expect(promoted.reasons.every(({ outcome }) => ['pass', 'skipped'].includes(outcome))).toBe(true);
    const why = ({ reasons }: Decided) =>
      reasons.filter(({ outcome }) => outcome === 'fail').map(({ id }) => id);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain(
      'rollout_decision_now{namespace="shop",rollout="web-good",canary="good",stable="old",decision="promote"} 1',
    );
    const { decisions } = (await (await fetch(`${url}/v1/decisions`)).json()) as { decisions: Decided[] };
    const first = (rollout: string) =>
      decisions.find((row) => row.rollout === rollout && row.decision === 'abort');
    expect(why(first('web-failing') as Decided)).toContain('slo:availability');
    expect(why(first('web-slow') as Decided)).toContain('latency');
    expect([failed.canary, slow.canary]).toEqual(['failing', 'slow']);
    const reader = events.body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toMatch(/^event: decision\ndata: \{/);
    await reader?.cancel();

    // Killed, and started anew: what was aborted stays so.
    await decision?.stop('SIGKILL');
    url = await startDecisions();
    const again = await ask(url, 'failing');
    expect([again.decision, again.reasons[0]?.id]).toEqual(['abort', 'ended']);
    expect((await ask(url, 'good')).decision).toBe('promote');

    const override = (...args: readonly string[]) =>
      runCommand('rollout', ['override', '--server', url, ...args]);
    const of = ['--rollout', 'web-failing', '--decision'];
    expect(await override(...of, 'promote')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--name'),
    });
    expect(await override('--decision', 'hold', '--name', 'Ann', '--reason', 'a freeze')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('such canaries; name one'),
    });
    const promote = await override(...of, 'promote', '--name', 'Ann', '--reason', 'I like it');
    expect(promote).toMatchObject({ code: 0, stdout: expect.stringMatching(/^abort: Ann says promote/) });
    expect((await ask(url, 'failing')).decision).toBe('abort');
    await override('--rollout', 'web-good', '--decision', 'hold', '--name', 'Ann', '--reason', 'a freeze');
    const held = await ask(url, 'good');
    expect([held.decision, held.without_override]).toEqual(['hold', 'promote']);
    await override(...of, 'retry', '--name', 'Ann', '--reason', 'the upstream was ours');
    expect((await ask(url, 'failing')).decision).toBe('hold');
    await waitForDecision(url, 'failing', 'abort');

    // Promoted fully, and then its flow fails.
    expect((await ask(url, 'slow', 'old')).decision).toBe('abort');
    await override(
      '--rollout',
      'web-good',
      '--decision',
      'retry',
      '--name',
      'Ann',
      '--reason',
      'the freeze is over',
    );
    await waitForDecision(url, 'good', 'promote');
    expect((await ask(url, 'good', 'good')).decision).toBe('hold');
    flowOutcome = 'fail';
    const back = await waitForDecision(url, 'good', 'rollback', 'good');
    expect(back.reasons.map(({ text }) => text).join()).toMatch(/Flow buy: it failed/);
    flowOutcome = 'pass';

    const bad = await fetch(`${url}/v1/decision?namespace=shop&rollout=web&canary=&stable=old`);
    expect([bad.status, await bad.json()]).toEqual([
      400,
      { error: expect.stringContaining('canary is missing') },
    ]);
  });
});

describe('the command', () => {
  it('promotes, aborts and holds by its exit code', async () => {
    const since = ['--since', '20'];
    expect(await runDecide('good', ...since)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^promote: good/),
    });
    const { code, stdout } = await runDecide('failing', ...since, '--json');
    const told = JSON.parse(stdout) as Decided;
    expect([code, told.decision, told.reasons[0]?.id]).toEqual([1, 'abort', 'slo:availability']);
    expect(await runDecide('good', '--since', '2')).toMatchObject({
      code: 3,
      stdout: expect.stringMatching(/^hold: /),
    });
  });

  it('is held by a release policy, and no abort is', async () => {
    const staging = await readFile(repoPath('rollout/policy/staging.yaml'), 'utf8');
    const write = async (name: string, text: string) => {
      await writeFile(join(dir, name), text);
      return join(dir, name);
    };
    const slo = '{ objectiveRatio: 0.99, leftRatio: 1, errorRatio: { 5m: 0, 30m: 0, 1h: 0, 6h: 0, 3d: 0 } }';
    const known = 'image: aurora:1\npromotions: []\nrollbacks: []\n';
    const read = await write('read.yaml', known);
    const told = await write('told.yaml', `${known}slos: { up: ${slo} }\n`);
    const open = await write('open.yaml', staging);
    // From yesterday to tomorrow.
    const day = (days: number) =>
      `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)}T00:00`;
    const freeze = `freezes: [{ id: now, from: ${day(-2)}, to: ${day(2)}, text: Now, ifBroken: hold }]`;
    const frozen = await write('frozen.yaml', staging.replace('freezes: []', freeze));
    const strict = await write(
      'strict.yaml',
      staging.replace('fast, ifBroken: hold', 'fast, ifBroken: take-back'),
    );
    const run = async (canary: Version, policy: string, facts: string) => {
      const options = ['--since', '20', '--json', '--release-policy', policy, '--facts', facts];
      const { code, stdout, stderr } = await runDecide(canary, ...options);
      if (stdout === '') throw new Error(stderr);
      const { reasons, ...decided } = JSON.parse(stdout) as Decided;
      const ids = reasons.filter(({ outcome }) => outcome === 'fail' || outcome === 'inconclusive');
      return { ...decided, code, ids: ids.map(({ id }) => id) };
    };
    const [allowed, held, aborted, burnt, takenBack] = await Promise.all([
      run('good', open, told),
      run('good', frozen, told),
      run('failing', frozen, told),
      // Read from Prometheus: half of what the other versions answer is an error.
      run('good', open, read),
      run('good', strict, read),
    ]);
    expect(allowed).toMatchObject({ code: 0, decision: 'promote', ids: [] });
    expect(held).toMatchObject({ code: 3, without_release_policy: 'promote', ids: ['release:freeze:now'] });
    expect(aborted).toMatchObject({ code: 1, decision: 'abort' });
    expect(burnt).toMatchObject({ code: 3, decision: 'hold' });
    expect(burnt.ids).toContain('release:burn:availability:fast');
    expect(takenBack).toMatchObject({ code: 1, decision: 'abort', ids: ['release:burn:availability:fast'] });
    expect(new Set([allowed, held, takenBack].map(({ releasePolicyHash }) => releasePolicyHash)).size).toBe(
      3,
    );
  });

  it('waits for a decision that is none to hold', async () =>
    expect(await runDecide('slow', '--since', '1', '--wait')).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^abort: slow/),
    }));

  it('holds where nobody answers, and says why', async () => {
    const nowhere = await runCommand('rollout', [
      'decide',
      ...['--prometheus', 'http://127.0.0.1:9', '--rollout', 'web', '--canary', 'good', '--stable', 'old'],
    ]);
    expect(nowhere).toMatchObject({ code: 3, stdout: expect.stringMatching(/\? counts +Metrics: /) });
  });

  it('is refused without names', async () =>
    expect(await runCommand('rollout', ['decide'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('ROLLOUT_CANARY is missing'),
    }));
});
