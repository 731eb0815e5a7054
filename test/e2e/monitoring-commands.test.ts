// `npm run monitoring` against the real Prometheus and Alertmanager: what it says, what it leaves, and its exit codes.
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isFree } from '../../lib/node/process/ports.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import { readSilences } from '../../lib/node/prometheus/alertmanager.ts';
import { type Service, startService } from '../../lib/node/stack/stack.ts';
import { readRules } from '../../monitoring/servers/prometheus.ts';
import { startHttpProxy } from '../running/http-proxy.ts';
import { type RunningMonitoring, startMonitoring } from '../running/monitoring.ts';
import { AURORA, runCommand } from '../running/rig.ts';

let dir: string;
let service: Service;
let monitoring: RunningMonitoring;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-commands-'));
  service = await startService(AURORA, {
    // Nobody calls it here.
    upstreamUrl: 'http://127.0.0.1:20002',
    defects: '',
    logFile: join(dir, 'stack.log'),
    port: 0,
  });
  monitoring = await startMonitoring('--target', new URL(service.url).host);
});
afterAll(async () => {
  await monitoring?.[Symbol.asyncDispose]();
  await service?.child.stop();
  await rm(dir, { recursive: true, force: true });
});

/** What an error printed: one line, one sentence. */
const toSentence = (stderr: string) => {
  const lines = stderr.trim().split('\n');
  expect(lines).toHaveLength(1);
  return lines[0] ?? '';
};

const listMarks = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => line.slice(0, 1));
const findLine = (stdout: string, title: string) =>
  stdout.split('\n').find((line) => line.slice(2).startsWith(title)) ?? '';

/** Acts until the exit code is this one. */
const actUntil = (code: number, ...args: readonly string[]) =>
  waitFor(
    `${args.join(' ')} ends with ${code}`,
    60_000,
    async () => {
      const ended = await monitoring.act(...args);
      return ended.code === code ? ended : undefined;
    },
    500,
  );

describe('check', () => {
  test('six green steps', async () => {
    const { stdout, stderr } = await actUntil(0, 'check');
    expect(listMarks(stdout)).toEqual(['✓', '✓', '✓', '✓', '✓', '✓']);
    expect(stderr).toBe('');
  });

  test('other rules than the generated ones are told', async () => {
    const { code, stdout } = await monitoring.act('check', '--time-scale', '2');
    expect(code).toBe(1);
    expect(findLine(stdout, 'rules')).toMatch(
      /^✗ rules .*has another .*npm run monitoring -- generate, then reload/,
    );
  });

  test('a server that is down: the step fails, and what it would have told is not told', async () => {
    const { code, stdout } = await monitoring.act('check', '--prometheus', 'http://127.0.0.1:20001');
    expect(code).toBe(1);
    expect(listMarks(stdout)).toEqual(['✗', '?', '?', '?', '?', '?']);
    expect(stdout).toMatch(/PROMETHEUS_URL=http:\/\/127\.0\.0\.1:20001 cannot be reached/);
  });

  test('nobody can tell: exit 3', async () => {
    await using proxy = await startHttpProxy(monitoring.prometheus.url, ({ url = '' }) =>
      url.startsWith('/api/v1/rules') ? { answer: { status: 200, body: '{"half' } } : undefined,
    );
    const { code, stdout } = await monitoring.act('check', '--prometheus', proxy.url);
    expect(code).toBe(3);
    expect(findLine(stdout, 'rules')).toMatch(/^\? rules .*has another form/);
  });
});

test('status says what is scraped and evaluated', async () => {
  const { code, stdout } = await monitoring.act('status');
  expect(code).toBe(0);
  expect(stdout).toMatch(/firing: 0\n/);
  expect(stdout).toMatch(/targets: 3\n {2}alertmanager +up +.*\n {2}aurora +up +http/);
  expect(stdout).toMatch(/\d+ rules +\d+ s ago, took [\d.]+ ms/);
});

describe('maintenance', () => {
  test('holds back, is read back, and is ended', async () => {
    const set = await monitoring.act(
      'maintenance',
      '--minutes',
      '5',
      '--comment',
      'a deploy',
      '--matcher',
      'job=aurora',
    );
    expect(set.code).toBe(0);
    const id = set.stdout.trim();
    expect(id).toMatch(/^[\da-f-]{36}$/);
    expect((await monitoring.act('status')).stdout).toMatch(
      new RegExp(`${id} +5 min left +job=aurora +a deploy`),
    );
    const end = await monitoring.act('maintenance', '--end', id);
    expect([end.code, end.stderr.trim()]).toEqual([0, `silence ${id} is over`]);
    expect((await monitoring.act('maintenance', '--end', id)).code).toBe(0);
    expect((await monitoring.act('status')).stdout).toMatch(/silences: 0/);
  });

  test('ends by itself', async () => {
    const { stdout } = await monitoring.act('maintenance', '--minutes', '0.05', '--comment', 'short');
    const id = stdout.trim();
    await waitFor('the silence is over', 20_000, async () =>
      (await readSilences(monitoring.alertmanager)).find((one) => one.id === id)?.state === 'expired'
        ? true
        : undefined,
    );
  });

  test.each<[string, readonly string[], RegExp, number]>([
    ['without a comment', [], /MONITORING_COMMENT is empty: say with --comment why/, 2],
    [
      'with a matcher that is none',
      ['--comment', 'x', '--matcher', 'job'],
      /MONITORING_MATCHER=job: give name=value/,
      2,
    ],
    [
      'that Alertmanager refuses',
      ['--comment', 'x', '--matcher', 'job=~('],
      /Alertmanager .* refused POST \/api\/v2\/silences \(400: .*\)/,
      1,
    ],
    [
      'whose end is of nobody',
      ['--end', '00000000-0000-4000-8000-000000000000'],
      /Alertmanager has no silence 0{8}-/,
      1,
    ],
  ])('%s', async (_, args, message, wanted) => {
    const { code, stdout, stderr } = await monitoring.act('maintenance', ...args);
    expect(toSentence(stderr)).toMatch(message);
    expect([code, stdout]).toEqual([wanted, '']);
  });

  test('a silence that is not kept as it was asked for is none', async () => {
    await using proxy = await startHttpProxy(monitoring.alertmanager.url, ({ method }, body) =>
      method === 'POST' ? { body: body.replace('"job"', '"jib"') } : undefined,
    );
    const args = [
      '--comment',
      'x',
      '--matcher',
      'job=aurora',
      '--alertmanager',
      proxy.url,
      '--minutes',
      '0.1',
    ];
    const { code, stderr } = await monitoring.act('maintenance', ...args);
    expect(toSentence(stderr)).toMatch(
      /did not keep silence .*: it holds back jib=aurora, and was to hold back job=aurora/,
    );
    expect(code).toBe(1);
  });
});

describe('reload', () => {
  test('what is written is loaded', async () => {
    const { code, stdout } = await monitoring.act('reload');
    expect(stdout).toMatch(/^\d+ rules in \d+ groups are loaded, as written\n$/);
    expect(code).toBe(0);
  });

  test('a rule file that does not parse: the old rules keep running', async () => {
    const before = (await readRules(monitoring.prometheus)).map(({ name }) => name);
    const file = join(monitoring.dir, 'configs', 'rules', 'bad.yml');
    await writeFile(file, 'groups: [{ name: bad, rules: [{ record: a, expr: "sum(" }] }]\n');
    try {
      const { code, stderr } = await monitoring.act('reload');
      expect(toSentence(stderr)).toMatch(/bad\.yml.*parse error.*; the old rules keep running$/);
      expect(code).toBe(1);
      expect((await readRules(monitoring.prometheus)).map(({ name }) => name)).toEqual(before);
    } finally {
      await rm(file);
    }
  });

  test('a changed file is loaded', async () => {
    const file = join(monitoring.dir, 'configs', 'rules', 'more.yml');
    await writeFile(file, 'groups: [{ name: more, rules: [{ record: more:one, expr: vector(1) }] }]\n');
    try {
      expect((await monitoring.act('reload')).code).toBe(0);
      expect((await readRules(monitoring.prometheus)).map(({ name }) => name)).toContain('more');
    } finally {
      await rm(file);
    }
    expect((await monitoring.act('reload')).code).toBe(0);
    expect((await readRules(monitoring.prometheus)).map(({ name }) => name)).not.toContain('more');
  });
});

describe('a server that does not do its part', () => {
  const TOKEN = 'one-that-nobody-may-see';
  test.each([
    ['status'],
    ['reload'],
    ['backup'],
  ])('%s, Prometheus down: one sentence, exit 2', async (action) => {
    const { code, stderr } = await monitoring.act(action, '--prometheus', 'http://127.0.0.1:20001');
    expect(toSentence(stderr)).toMatch(
      /Prometheus at PROMETHEUS_URL=http:\/\/127\.0\.0\.1:20001 cannot be reached/,
    );
    expect(code).toBe(2);
  });

  test.each([['status'], ['maintenance']])('%s, Alertmanager down: one sentence, exit 2', async (action) => {
    const more = action === 'maintenance' ? ['--comment', 'x'] : [];
    const { code, stderr } = await monitoring.act(
      action,
      ...more,
      '--alertmanager',
      'http://127.0.0.1:20001',
    );
    expect(toSentence(stderr)).toMatch(
      /Alertmanager at ALERTMANAGER_URL=http:\/\/127\.0\.0\.1:20001 cannot be reached/,
    );
    expect(code).toBe(2);
  });

  test('a wrong token: named by its variable, never shown', async () => {
    await using proxy = await startHttpProxy(monitoring.prometheus.url, ({ headers }) =>
      headers.authorization === `Bearer ${TOKEN}!`
        ? undefined
        : { answer: { status: 401, body: JSON.stringify({ error: `not ${headers.authorization}` }) } },
    );
    const wrong = await monitoring.actWith({ PROMETHEUS_TOKEN: TOKEN, PROMETHEUS_URL: proxy.url }, 'status');
    expect(toSentence(wrong.stderr)).toMatch(/does not let us in \(401\); give the right PROMETHEUS_TOKEN/);
    expect(wrong.code).toBe(2);
    const right = await monitoring.actWith(
      { PROMETHEUS_TOKEN: `${TOKEN}!`, PROMETHEUS_URL: proxy.url },
      'status',
    );
    expect(right.code).toBe(0);
    const check = await monitoring.actWith({ PROMETHEUS_TOKEN: TOKEN, PROMETHEUS_URL: proxy.url }, 'check');
    expect(check.code).toBe(1);
    for (const { stdout, stderr } of [wrong, right, check]) expect(stdout + stderr).not.toContain(TOKEN);
  });

  test('an answer without end is not read to its end', async () => {
    await using proxy = await startHttpProxy(monitoring.alertmanager.url, () => ({
      answer: { status: 200, body: `[${' '.repeat(33_000_000)}]` },
    }));
    const { code, stderr } = await monitoring.act('status', '--alertmanager', proxy.url);
    expect(toSentence(stderr)).toMatch(/a body of more than 32000000 bytes/);
    expect(code).toBe(2);
  });
});

test.each<[string, readonly string[], RegExp]>([
  ['a word too many', ['check', 'now'], /check takes no further word/],
  ['an unknown action', ['chek'], /action chek: give one of .*Did you mean check\?/],
  ['restore of nothing', ['restore'], /restore needs a folder/],
])('%s: exit 2', async (_, args, message) => {
  const { code, stderr } = await runCommand('monitoring', args);
  expect(toSentence(stderr)).toMatch(message);
  expect(code).toBe(2);
});

// Last: it takes away what the others need.
test('a port that is taken, an alert that fires, and an end that leaves nothing', async () => {
  const taken = await runCommand('monitoring', [
    'up',
    '--prometheus-port',
    String(monitoring.prometheusPort),
  ]);
  expect(toSentence(taken.stderr)).toMatch(/MONITORING_PROMETHEUS_PORT=\d+ is taken; .* --prometheus-port/);
  expect(taken.code).toBe(2);

  await service.child.stop();
  const check = await actUntil(1, 'check');
  expect(findLine(check.stdout, 'targets')).toMatch(/^✗ targets +down: aurora at http:.*start what is down/);

  expect(await monitoring.interrupt()).toBe(130);
  expect(await isFree('127.0.0.1', monitoring.prometheusPort)).toBe(true);
  expect(await isFree('127.0.0.1', monitoring.alertmanagerPort)).toBe(true);
  expect((await readdir(monitoring.parent)).filter((name) => name.startsWith('aurora-'))).toEqual([]);
});
