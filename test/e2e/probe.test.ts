// The rollout probe against the real service with its defects, against servers that are no such service, and with a webhook
// that really listens.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findFreePort } from '../../lib/node/process/ports.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import { type Service, startService, startUpstream } from '../../lib/node/stack/stack.ts';
import { parseState } from '../../services/aurora/probe/history.ts';
import { parseProbePlan } from '../../services/aurora/probe/options.ts';
import type { ProbeReport } from '../../services/aurora/probe/report-schema.ts';
import type { AlertId } from '../../services/aurora/probe/rules.ts';
import { runProbe } from '../../services/aurora/probe/run/run-probe.ts';
import { DEFECTS, type DefectId } from '../../services/aurora/reference/defects/table.ts';
import { createFaultFinder, readSchemas } from '../formats/own-files.ts';
import { AURORA, createRig, runCommand, toNodeArgs } from '../running/rig.ts';

const OWN = 'AURORA_ROLLOUT_PROBE_';
const findFault = createFaultFinder(readSchemas('schemas'));

let root = '';
let upstream: Service;
let bff: Service;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'aurora-probe-'));
  const logFile = join(root, 'stack.log');
  upstream = (await startUpstream(AURORA, logFile))!;
  bff = await startService(AURORA, { upstreamUrl: upstream.url, defects: '', logFile });
});
afterAll(async () => {
  await bff.child.stop();
  await upstream.child.stop();
  await rm(root, { recursive: true, force: true });
});

const makeDir = () => mkdtemp(join(root, 'run-'));
const switchOn = (spec: string) => fetch(`${bff.url}/__defects`, { method: 'PUT', body: spec });

/** One run in this process; options by the second half of their variable's name. */
async function probe(dir: string, given: Readonly<Record<string, string>>): Promise<ProbeReport> {
  const values = {
    OUT_DIR: dir,
    SAMPLES: '6',
    CONCURRENCY: '6',
    RETRY_BACKOFF_MS: '1',
    BASE: bff.url,
    ...given,
  };
  const plan = parseProbePlan(Object.fromEntries(Object.entries(values).map(([k, v]) => [OWN + k, v])));
  const { report, files } = await runProbe(AURORA, plan, {
    onProgress: () => {},
    stop: new AbortController().signal,
  });
  expect(findFault('rollout-probe.v2', JSON.parse(await readFile(files.json, 'utf8')))).toBe('');
  expect(await readFile(files.markdown, 'utf8')).toContain(report.run_id);
  return report;
}

async function withServer<T>(server: Server, work: (port: number) => Promise<T>): Promise<T> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return work((server.address() as AddressInfo).port).finally(() => {
    server.closeAllConnections();
    server.close();
  });
}
const withListener = <T>(listener: RequestListener, work: (url: string) => Promise<T>) =>
  withServer(createServer(listener), (port) => work(`http://127.0.0.1:${port}`));

/** What each defect of the rollout must set off. */
const FIRED: Readonly<Partial<Record<DefectId, readonly AlertId[]>>> = {
  rollout_meta_missing: ['meta_missing'],
  rollout_header_missing: ['header_meta_mismatch'],
  rollout_variant_mismatch: ['header_meta_mismatch'],
  rollout_bucket_mismatch: ['header_meta_mismatch'],
  rollout_policy_mismatch: ['header_meta_mismatch'],
  rollout_bucket_out_of_range: ['header_meta_mismatch', 'bucket_out_of_range'],
  rollout_bucket_from_100: ['bucket_out_of_range'],
  rollout_split_drift: ['variant_split_drift'],
  waf_403: ['infra_flake_single_run'],
  cdn_54113: ['infra_flake_single_run'],
  http_429: ['infra_flake_single_run'],
};

describe('a defect of the rollout sets off its rules, and no others', () => {
  test.each(Object.entries(FIRED))('%s', async (id, fired) => {
    await switchOn(id);
    const samples = id === 'rollout_split_drift' ? '300' : '6';
    const report = await probe(await makeDir(), { SAMPLES: samples, EXPECTED_SPLIT: 'v2_core=50,legacy=50' });
    expect(report.triggered).toEqual(fired);
    expect(report.first_failure === null).toBe(id === 'rollout_split_drift');
  });

  test('each of them is here', () => {
    const ids = (Object.keys(DEFECTS) as DefectId[]).filter((id) => DEFECTS[id].breaks === 'rollout_probe');
    expect(ids.filter((id) => !FIRED[id])).toEqual([]);
  });
});

describe('nothing is set off', () => {
  test('by the healthy service, with 300 samples', async () => {
    await switchOn('');
    const report = await probe(await makeDir(), { SAMPLES: '300', EXPECTED_SPLIT: 'v2_core=50,legacy=50' });
    // One run in a thousand may call the split drift: that is the stated rate, and no other rule may fire at all.
    expect(report.triggered.filter((id) => id !== 'variant_split_drift')).toEqual([]);
    expect(report.summary).toMatchObject({ sample_count: 300, judged_count: 300, retried_count: 0 });
    expect(report.checks.map((check) => check.outcome)).not.toContain('inconclusive');
  });

  test('by an answer of ten megabytes', async () => {
    await switchOn('huge_body_10mb');
    const report = await probe(await makeDir(), { SAMPLES: '2', CONCURRENCY: '2', LANG: 'CN' });
    expect([report.outcome, report.summary.judged_count]).toEqual(['ok', 2]);
  });

  test('by a failure that its retry mends, made by the same user', async () => {
    await switchOn('');
    const seen = new Map<string, number>();
    const flaky: RequestListener = async (request, response) => {
      const uid = String(request.headers['x-aurora-uid']);
      seen.set(uid, (seen.get(uid) ?? 0) + 1);
      if (seen.get(uid) === 1) return void response.writeHead(503).end();
      const headers = { 'content-type': 'application/json', 'x-aurora-uid': uid };
      let body = '';
      for await (const chunk of request) body += chunk;
      const answer = await fetch(`${bff.url}/v1/chat`, { method: 'POST', headers, body });
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
    };
    const report = await withListener(flaky, async (base) => probe(await makeDir(), { BASE: base }));
    expect(report.outcome).toBe('ok');
    expect(report.summary).toMatchObject({ retried_count: 6, recovered_count: 6, failed_count: 0 });
    expect([...seen.values()]).toEqual([2, 2, 2, 2, 2, 2]);
  });
});

test('a 500 is a 500 and nothing else; the second failing run within the window is high, one outside it is not', async () => {
  await switchOn('http_500_json,rate=0.25');
  const dir = await makeDir();
  const given = { SAMPLES: '8', RETRY_COUNT: '0' };
  const first = await probe(dir, given);
  expect(first.summary).toMatchObject({
    non_200_count: 2,
    failed_count: 2,
    meta_null_count: 0,
    bucket_out_of_range_count: 0,
  });
  expect(first.triggered).toEqual([]);
  expect((await probe(dir, given)).triggered).toEqual(['elevated_failures']);
  const stateFile = join(dir, 'aurora_rollout_probe_state.json');
  const parsed = parseState(await readFile(stateFile, 'utf8'));
  if (parsed.kind !== 'state') throw new Error(parsed.kind);
  const longAgo = new Date(Date.now() - 11 * 60_000).toISOString();
  const older = parsed.state.runs.map((run) => ({ ...run, at: longAgo }));
  await writeFile(stateFile, JSON.stringify({ ...parsed.state, runs: older }));
  expect((await probe(dir, given)).triggered).toEqual([]);
});

const TEN_MEGABYTES = 10 * 1024 * 1024;
const hostile =
  (headers: Record<string, string>): RequestListener =>
  (_, response) =>
    response
      .writeHead(200, { 'content-type': 'application/json', ...headers })
      .end('{"meta":{"rollout_variant":"v"}}');

describe('what is no such service cannot be judged, and says so', () => {
  test.each<[string, RequestListener, string, RegExp]>([
    [
      'a page',
      (_, res) => res.setHeader('content-type', 'text/html').end('<p>'),
      'parse_error',
      /not JSON \(text\/html\)/,
    ],
    ['a list', (_, res) => res.end('[]'), 'parse_error', /JSON, but no object/],
    ['an empty answer', (_, res) => res.end(), 'parse_error', /an empty body/],
    ['ten megabytes of page', (_, res) => res.end('x'.repeat(TEN_MEGABYTES)), 'parse_error', /not JSON/],
    [
      'more than it reads',
      (_, res) => res.end('x'.repeat(4 * TEN_MEGABYTES)),
      'no_answer',
      /more than 33554432 bytes/,
    ],
    ['a redirect', (_, res) => res.writeHead(301, { location: '/' }).end(), 'non_200', /status 301/],
    [
      'a cut answer',
      (_, res) => res.writeHead(200, { 'content-length': 99 }).write('{', () => res.destroy()),
      'no_answer',
      /closed|terminated|aborted/,
    ],
    ['a reset', (req) => req.socket.destroy(), 'no_answer', /closed|reset/i],
    ['silence', () => {}, 'no_answer', /no complete answer within 300 ms/],
    [
      'headers without end',
      (_, res) => res.writeHead(200, { 'x-aurora-variant': 'v'.repeat(100_000) }).end('{}'),
      'no_answer',
      /header/i,
    ],
  ])('%s', async (name, listener, kind, detail) => {
    const report = await withListener(listener, async (base) =>
      probe(await makeDir(), {
        BASE: base,
        SAMPLES: '2',
        TIMEOUT_MS: name === 'silence' ? '300' : '20000',
        RETRY_COUNT: '0',
      }),
    );
    expect(report).toMatchObject({ outcome: 'inconclusive', exit_code: 3, triggered: [] });
    expect(report.first_failure?.kind).toBe(kind);
    expect(report.first_failure?.detail).toMatch(detail);
  });

  test('nobody there', async () => {
    const base = `http://127.0.0.1:${await findFreePort()}`;
    const report = await probe(await makeDir(), { BASE: base, SAMPLES: '2' });
    expect(report).toMatchObject({ outcome: 'inconclusive', exit_code: 3 });
    expect(report.first_failure?.detail).toMatch(/ECONNREFUSED/);
  });

  test('a certificate that nobody vouches for', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }]);
    const server = createTlsServer({ key, cert }, (_, response) => response.end('{}'));
    const report = await withServer(server as Server, async (port) =>
      probe(await makeDir(), { BASE: `https://127.0.0.1:${port}`, SAMPLES: '1', TIMEOUT_MS: '5000' }),
    );
    expect(report).toMatchObject({ outcome: 'inconclusive', exit_code: 3 });
    expect(report.first_failure?.detail).toMatch(/certificate.*NODE_EXTRA_CA_CERTS/);
  });
});

test.each([
  ['markup', '<script>alert(1)</script>|x|'],
  ['a name of JavaScript', '__proto__'],
  ['bytes above ASCII', 'v\u00e9\u00ff'],
  ['ten thousand characters', 'v'.repeat(10_000)],
])('a header of %s is a mismatch, and harmless in the report', async (_, value) => {
  const dir = await makeDir();
  const report = await withListener(hostile({ 'x-aurora-variant': value }), (base) =>
    probe(dir, { BASE: base, SAMPLES: '1' }),
  );
  expect(report.triggered).toEqual(['header_meta_mismatch']);
  expect(Object.values(report.header_variant_counts)).toEqual([1]);
  const page = (await readdir(dir)).find((name) => name.endsWith('.md')) ?? '';
  expect(await readFile(join(dir, page), 'utf8')).not.toContain('<script');
});

describe('in the soak every chat is held to the same facts', () => {
  test.each([
    ['', 'blocking', 'pass', 'pass'],
    ['rollout_policy_mismatch', 'advisory', 'pass', 'fail'],
    ['rollout_meta_missing', 'blocking', 'fail', 'fail'],
  ])('with the defect "%s", %s: the run is a %s', async (defects, severity, outcome, gateOutcome) => {
    await using rig = await createRig();
    const { summary } = await rig.soak({ ONCE: 'true', DEFECTS: defects, ROLLOUT_FACTS: severity });
    expect(summary.verdict.outcome).toBe(outcome);
    const gate = summary.verdict.gates.find(({ id }) => id === 'rollout_consistent');
    expect(gate).toMatchObject({
      outcome: gateOutcome,
      severity,
      value: gateOutcome === 'pass' ? 0 : 8,
      samples: 8,
    });
  });
});

const TOKEN = 'a-token-nobody-may-see';
const SECRET = 'a-secret-nobody-may-see';

/** The command as a schedule starts it. */
const runCli = (dir: string, args: readonly string[], env: Record<string, string> = {}) =>
  runCommand('probe', ['--out-dir', dir, '--samples', '3', '--retry-backoff-ms', '1', ...args], env);
const readAll = async (dir: string) =>
  (await Promise.all((await readdir(dir)).map((name) => readFile(join(dir, name), 'utf8')))).join('\n');

describe('npm run probe', () => {
  test('tells a receiver that verifies, by the older names, and exits as asked', async () => {
    await switchOn('rollout_meta_missing');
    const dir = await makeDir();
    const alerts: unknown[] = [];
    const receiver: RequestListener = async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      const headers = Object.fromEntries(Object.entries(request.headers).map(([k, v]) => [k, String(v)]));
      expect(headers.authorization).toBe(`Bearer ${TOKEN}`);
      alerts.push(new Webhook(SECRET, { format: 'raw' }).verify(body, headers));
      response.end();
    };
    const { code, stdout, stderr } = await withListener(receiver, (url) =>
      runCli(dir, ['--webhook', `${url}/T0/path`, '--fail-on-high'], {
        AURORA_PROBE_BASE_URL: bff.url,
        AURORA_PROBE_WEBHOOK_TOKEN: TOKEN,
        AURORA_PROBE_WEBHOOK_SECRET: SECRET,
      }),
    );
    expect(code).toBe(2);
    expect(alerts).toMatchObject([
      { severity: 'high', alerts: [{ id: 'meta_missing' }], first_failure: { kind: 'judged' } },
    ]);
    const everything = stdout + stderr + (await readAll(dir));
    for (const secret of [TOKEN, SECRET, '/T0/path']) expect(everything).not.toContain(secret);
    expect(everything).toContain('"outcome": "delivered"');
  });

  test.each<[string, RequestListener, string]>([
    ['hangs', () => {}, 'no answer within 200 ms'],
    ['answers 500', (_, res) => res.writeHead(500).end(TOKEN), 'it answered 500'],
  ])('a receiver that %s is told of, and changes no exit code', async (_, receiver, problem) => {
    await switchOn('rollout_meta_missing');
    const dir = await makeDir();
    const { code, stderr } = await withListener(receiver, (url) =>
      runCli(
        dir,
        [
          '--base',
          bff.url,
          '--webhook-url',
          url,
          '--webhook-timeout-ms',
          '200',
          '--webhook-retry-count',
          '1',
        ],
        {
          [`${OWN}WEBHOOK_TOKEN`]: TOKEN,
        },
      ),
    );
    expect(stderr).toContain(`the alert was NOT delivered after 2 attempts: ${problem}`);
    expect(await readAll(dir)).toContain(`"problem": "${problem}"`);
    expect(stderr + (await readAll(dir))).not.toContain(TOKEN);
    expect(code).toBe(0);
  });

  test('a secret that the service sends back is not written down', async () => {
    const echo: RequestListener = (_, response) => response.writeHead(500).end(`you sent Bearer ${TOKEN}`);
    const dir = await makeDir();
    const { stdout } = await withListener(echo, (base) =>
      runCli(dir, ['--base', base, '--webhook-url', 'http://127.0.0.1:9/x'], {
        [`${OWN}WEBHOOK_TOKEN`]: TOKEN,
      }),
    );
    expect(stdout + (await readAll(dir))).not.toContain(TOKEN);
    expect(await readAll(dir)).toContain('you sent Bearer ***');
  });

  test('probes that overlap lose no run: all but one see a failure before theirs', async () => {
    await switchOn('http_500_json');
    const dir = await makeDir();
    const ends = await Promise.all(
      Array.from({ length: 3 }, () => runCli(dir, ['--base', bff.url, '--fail-on-high'])),
    );
    expect(ends.map(({ code }) => code).sort()).toEqual([2, 2, 3]);
    const parsed = parseState(await readFile(join(dir, 'aurora_rollout_probe_state.json'), 'utf8'));
    expect(parsed).toMatchObject({ kind: 'state', state: { runs: { length: 3 } } });
    expect((await readdir(dir)).filter((name) => name.endsWith('.md'))).toHaveLength(3);
  });

  test.each([
    ['{"schema_version":1,"runs":', 0, /could not be read as one \(it is not JSON\); it is kept as/],
    ['{"schema_version":2}', 3, /schema_version 2, which is newer than this probe/],
  ])('a state file of %j exits %i and says why, with the reports written', async (text, exit, sentence) => {
    await switchOn('');
    const dir = await makeDir();
    await writeFile(join(dir, 'state.json'), text);
    const { code, stderr } = await runCli(dir, ['--base', bff.url, '--state-file', join(dir, 'state.json')]);
    expect(stderr).toMatch(sentence);
    expect(code).toBe(exit);
    expect((await readdir(dir)).filter((name) => /probe_\d+_\d+\.(json|md)$/.test(name))).toHaveLength(2);
  });

  test('an interrupt ends it at once, with a report of what was seen and no record for the next run', async () => {
    const dir = await makeDir();
    let asked = 0;
    await withListener(
      () => void asked++,
      async (base) => {
        const args = ['--base', base, '--out-dir', dir, '--timeout-ms', '60000'];
        const child = spawn(process.execPath, [...toNodeArgs('probe'), ...args], { stdio: 'ignore' });
        const ended = once(child, 'exit');
        await waitFor('the first call', 30_000, () => (asked > 0 ? true : undefined));
        child.kill('SIGINT');
        expect((await ended)[0]).toBe(130);
      },
    );
    const files = await readdir(dir);
    expect(files.some((name) => name.includes('state'))).toBe(false);
    const report = JSON.parse(
      await readFile(join(dir, files.find((name) => name.endsWith('.json')) ?? ''), 'utf8'),
    );
    expect(report).toMatchObject({ status: 'interrupted', exit_code: 130 });
  });

  test('needs no option: the embedded service is started for it', async () => {
    const dir = await makeDir();
    const { code, stdout } = await runCli(dir, ['--defects', 'waf_403', '--fail-on-warn']);
    expect(stdout).toContain('WARN: observe (infra_flake_single_run)');
    expect(code).toBe(1);
  });

  test.each([
    [['--webhook-tokn=hush-hush'], /unknown option '--webhook-tokn'/],
    [['--out-dir', '/dev/null/reports'], /OUT_DIR=\/dev\/null\/reports cannot be written/],
  ])('%j is a set-up error: one sentence, exit 3', async (args, sentence) => {
    const { code, stderr } = await runCommand('probe', ['--out-dir', await makeDir(), ...args]);
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toContain('hush');
    expect(code).toBe(3);
  });

  test('--help says what 3 means', async () => {
    const { code, stdout } = await runCommand('probe', ['--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ +3 +it could not do its work/m);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'AURORA_ROLLOUT_PROBE_ALERT_WEBHOOK_URL, AURORA_PROBE_WEBHOOK_URL',
    );
  });
});
