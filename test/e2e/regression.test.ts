// The prewarm and the fixed regression against the real service, cold, warm and with its defects, and against what is no such service.
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Service, startService, startUpstream } from '../../lib/node/stack/stack.ts';
import { parsePrewarmPlan, parseRegressionPlan } from '../../services/aurora/regression/options.ts';
import type { RegressionReport } from '../../services/aurora/regression/report-schema.ts';
import { runPrewarm } from '../../services/aurora/regression/run/prewarm.ts';
import { runRegression } from '../../services/aurora/regression/run/run-regression.ts';
import { createFaultFinder, readSchemas } from '../formats/own-files.ts';
import { AURORA, runCommand } from '../running/rig.ts';

const KEY = 'AURORA_BFF_PDP_HOTSET_PREWARM_ADMIN_KEY';
const SECRET = 'an-admin-key-nobody-may-see';
const findFault = createFaultFinder(readSchemas('schemas'));
const stop = new AbortController().signal;

let dir = '';
let upstream: Service;
let bff: Service;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-regression-'));
  upstream = (await startUpstream(AURORA, join(dir, 'stack.log')))!;
  bff = await startService(AURORA, {
    upstreamUrl: upstream.url,
    defects: '',
    logFile: join(dir, 'stack.log'),
    env: { [KEY]: SECRET },
  });
});
afterAll(async () => {
  await bff.child.stop();
  await upstream.child.stop();
  await rm(dir, { recursive: true, force: true });
});

const switchOn = (spec: string) => fetch(`${bff.url}/__defects`, { method: 'PUT', body: spec });
/** Products that no test has asked for yet, so that their pages are cold. */
let next = 0;
const freshPage = () => `m:${++next}`;

async function regress(given: Readonly<Record<string, string>>) {
  const outDir = await mkdtemp(join(dir, 'run-'));
  const values = { AURORA_BASE_URL: bff.url, FORMAL_ROUNDS: '12', OUT_DIR: outDir, ...given };
  const { report, files } = await runRegression(AURORA, parseRegressionPlan(values), {
    stop,
    onProgress: () => {},
  });
  const written = JSON.parse(await readFile(files.json, 'utf8')) as RegressionReport;
  expect(findFault('pdp-regression.v2', written)).toBe('');
  expect(await readFile(files.markdown, 'utf8')).toContain('## summary_formal');
  const failing = report.checks.filter(({ outcome }) => outcome !== 'pass').map(({ id }) => id);
  return { report, files, failing };
}
const prewarm = (given: Readonly<Record<string, string>> = {}) =>
  runPrewarm(
    AURORA,
    parsePrewarmPlan({ AURORA_BASE_URL: bff.url, OUT_DIR: dir, [KEY]: SECRET, ...given }),
    stop,
  );

async function withListener<T>(listener: RequestListener, work: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`).finally(() => {
    server.closeAllConnections();
    server.close();
  });
}

const HOT = 'AURORA_BFF_PDP_HOTSET_PREWARM_LIST';

describe('a regression', () => {
  test('shows what a cold start costs, and passes', async () => {
    await switchOn('');
    const { report, failing } = await regress({ [HOT]: freshPage() });
    expect(failing).toEqual([]);
    // A cold page waits 120 and then 240 ms by itself; a warm one for nothing.
    expect(report.summary_warmup.est_e2e_first_ms).toBeGreaterThanOrEqual(350);
    expect(report.summary_formal).toMatchObject({ rounds: 12, reviews_408_count: 0, reviews_ready_rate: 1 });
  });

  test('fails where reviews time out, and only there', async () => {
    await switchOn('reviews_408,rate=0.5');
    const { report, failing } = await regress({ [HOT]: freshPage() });
    expect(failing).toEqual(['backfill_408', 'parts_ready']);
    expect(report.summary_formal.reviews_408_count).toBeGreaterThanOrEqual(6);
    expect(report.summary_formal).toMatchObject({
      similar_408_count: 0,
      similar_ready_rate: 1,
      offers_ready_rate: 1,
    });
    expect(report.exit_code).toBe(1);
  });

  test('tells a slower service from an earlier report, and another set-up from both', async () => {
    await switchOn('');
    const page = { [HOT]: freshPage() };
    const { files } = await regress(page);
    await switchOn('slow,ms=250,route=/agent/shop/v1/invoke');
    const worse = await regress({ ...page, FORMAL_ROUNDS: '10', COMPARE: files.json });
    expect(worse.report.comparison?.verdict).toBe('worse');
    expect(worse.failing).toContain('compared');
    await switchOn('');
    const other = await regress({ [HOT]: freshPage(), COMPARE: files.json });
    expect(other.report.comparison?.verdict).toBe('not_comparable');
    expect(other.report.exit_code).toBe(3);
  });

  test.each<[string, RequestListener, RegExp]>([
    ['the service is gone', (request) => request.socket.destroy(), /0 of 4 .*without an answer: /],
    [
      'a firewall turns it away',
      (_, res) => res.writeHead(429).end('<h1>'),
      /0 of 4 .*429: refused in front/,
    ],
    ['credentials are wanted', (_, res) => res.writeHead(401).end(), /0 of 4 .*401: refused in front/],
  ])('cannot tell where %s, and says so', async (_, listener, why) => {
    // It is there for the first look.
    const onCall: RequestListener = (request, response) =>
      request.url === '/healthz' ? response.end() : listener(request, response);
    const { report } = await withListener(onCall, (base) =>
      regress({ AURORA_BASE_URL: base, FORMAL_ROUNDS: '2' }),
    );
    expect(report).toMatchObject({ outcome: 'inconclusive', exit_code: 3 });
    expect(new Set(report.checks.map(({ outcome }) => outcome))).toEqual(new Set(['inconclusive']));
    expect(report.checks[0]?.why).toMatch(why);
  });

  test.each<[string, RequestListener]>([
    ['a page of HTML', (_, res) => res.setHeader('content-type', 'text/html').end('<p>')],
    ['a page without modules', (_, res) => res.end('{"modules":[]}')],
    ['a 500', (_, res) => res.writeHead(500).end('{}')],
  ])('fails on %s', async (_, listener) => {
    const { failing } = await withListener(listener, (base) =>
      regress({ AURORA_BASE_URL: base, FORMAL_ROUNDS: '2' }),
    );
    expect(failing).toEqual(['parts_ready']);
  });
});

describe('a prewarm', () => {
  test('that fetched, passes; one that says ok while every prefetch failed, does not', async () => {
    await switchOn('prefetch_failed');
    expect(await prewarm()).toMatchObject({
      outcome: 'fail',
      why: expect.stringMatching(/said ok.*every one of 2/),
    });
    expect(await prewarm({ PREWARM_STATE_ONLY: 'true' })).toMatchObject({ outcome: 'fail' });
    await switchOn('');
    expect(await prewarm()).toMatchObject({ outcome: 'pass' });
    expect(await prewarm({ PREWARM_STATE_ONLY: 'true' })).toMatchObject({
      outcome: 'pass',
      state: { totals: { total: 4, ok: 2 } },
    });
  });

  test('is refused in one sentence', async () => {
    await expect(prewarm({ [KEY]: 'wrong-key' })).rejects.toThrow(/403: the service knows another admin key/);
    await withListener(
      (_, res) => res.writeHead(404).end('{}'),
      (base) =>
        expect(prewarm({ AURORA_BASE_URL: base })).rejects.toThrow(/404: the service has no admin key/),
    );
    await withListener(
      (_, res) => res.end('<p>'),
      (base) => expect(prewarm({ AURORA_BASE_URL: base })).rejects.toThrow(/no JSON/),
    );
    // A redirect is not followed: it would carry the key to another host.
    let reached = 0;
    const other: RequestListener = (_, res) => {
      reached++;
      res.end('{}');
    };
    await withListener(other, (target) =>
      withListener(
        (_, res) => res.writeHead(302, { location: target }).end(),
        (base) => expect(prewarm({ AURORA_BASE_URL: base })).rejects.toThrow(/302/),
      ),
    );
    expect(reached).toBe(0);
  });
});

test('npm run regression -- --prewarm: the embedded service, no cold start left', async () => {
  const outDir = await mkdtemp(join(dir, 'cli-'));
  const args = ['--prewarm', '--formal-rounds', '2', '--out-dir', outDir];
  const { code, stdout, stderr } = await runCommand('regression', args, { [KEY]: SECRET });
  expect([code, stderr]).toEqual([0, expect.stringContaining('visits')]);
  expect(stdout).toContain('2 of 2 prefetches came back');
  const names = await readdir(outDir);
  expect(
    names.filter((name) => /^frontend_live_regression_winona_ipsa_warmup1_formal2_\d{8}_\d{6}\./.test(name)),
  ).toHaveLength(2);
  const texts = await Promise.all(names.map((name) => readFile(join(outDir, name), 'utf8')));
  for (const text of [stdout, stderr, ...texts]) expect(text).not.toContain(SECRET);
});

test.each<[string, readonly string[], Record<string, string>, RegExp]>([
  ['prewarm', ['--base', 'http://127.0.0.1:9'], {}, /no admin key is given/],
  ['prewarm', ['--base', 'http://127.0.0.1:9'], { [KEY]: SECRET }, /cannot be asked \(.*check --base/],
  ['regression', ['--base', 'http://127.0.0.1:9'], {}, /cannot be reached \(.*check --base/],
  ['regression', ['http://127.0.0.1:9'], {}, /takes only options, written after --/],
  ['regression', ['--compare', 'nowhere.json'], {}, /COMPARE=nowhere.json cannot be compared with/],
  ['regression', ['--list', 'x'], {}, /names no product/],
  ['prewarm', [`--admin-kye=${SECRET}`], {}, /unknown option/],
])('npm run %s %j ends with 2 and one sentence', async (command, args, env, text) => {
  const { code, stderr } = await runCommand(command, args, { [KEY]: '', ...env });
  expect(code).toBe(2);
  expect(stderr).toMatch(text);
  expect(stderr).not.toContain(SECRET);
});

describe('a service without product pages', () => {
  const noPages: RequestListener = (_, res) =>
    res.writeHead(404).end('{"error":{"code":"NO_CATALOG","message":"token=hunter2222"}}');

  test('its own code is told, masked, with the status', async () => {
    const { report, failing } = await withListener(noPages, (base) => regress({ AURORA_BASE_URL: base }));
    expect(failing).toEqual(['parts_ready']);
    expect(report.checks.at(-1)?.why).toContain('first: status 404 (NO_CATALOG: token=***)');
  });

  test('is said to have none: asked once, every check left out, and nothing can be told', async () => {
    const { code, stdout } = await withListener(noPages, (base) =>
      runCommand('regression', ['--base', base, '--out-dir', dir, '--without', 'catalog']),
    );
    expect(stdout.match(/– {2}\w+ +left out: catalog\n/g)).toHaveLength(3);
    expect(stdout).toContain('regression: INCONCLUSIVE');
    expect(code).toBe(3);
  });

  test('has them all the same: that is remarked on', async () => {
    const { report } = await regress({ WITHOUT: 'catalog' });
    expect(report).toMatchObject({ outcome: 'inconclusive', exit_code: 3, formal_rounds: 1 });
    expect(report.checks.map(({ why }) => why)).toEqual([
      'left out: catalog',
      'left out: catalog',
      'left out: catalog; it is there all the same',
    ]);
  });
});

test('an out-dir that is a file is said', async () => {
  await writeFile(join(dir, 'file'), '');
  await expect(regress({ OUT_DIR: join(dir, 'file') })).rejects.toThrow(/OUT_DIR=.* cannot be written/);
});
