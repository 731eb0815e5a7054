import { describe, expect, it, test } from 'vitest';
import { createGuardTallies } from '../measure/guard-tallies.ts';
import { type AppOptions, createDecisionApp } from './app.ts';
import type { Journal } from './journal.ts';
import { createDecisionMetrics } from './metrics.ts';
import type { Decided, Question, Watch } from './watch.ts';

const DECIDED: Decided = {
  namespace: 'shop',
  rollout: 'web',
  decision: 'hold',
  reasons: [],
  health: 90,
  at: '2026-01-31T12:00:00.000Z',
  canary: 'new',
  stable: 'old',
  step: 0,
  policyHash: '',
  releasePolicyHash: null,
  heldS: 7,
};
const QUERY = 'namespace=shop&rollout=web&canary=new&stable=old';
const BODY = {
  namespace: 'shop',
  rollout: 'web',
  canary: 'new',
  decision: 'hold',
  name: 'Ann',
  reason: 'a freeze',
  minutes: 5,
};
const LOCAL: AppOptions = { token: undefined, isLocal: true };
const TOKEN = 'a-token-of-some-length';

function createRig(options: AppOptions = LOCAL, change: Partial<Watch> = {}) {
  const asked: Question[] = [];
  const overridden: object[] = [];
  const callbacks = new Set<(decided: Decided) => void>();
  const watch: Watch = {
    ask: async (question) => {
      asked.push(question);
      return DECIDED;
    },
    override: async (name, override) => {
      overridden.push({ ...name, ...override });
      return DECIDED;
    },
    decisions: () => [DECIDED],
    shown: () => [DECIDED],
    overrides: () => [
      {
        namespace: 'shop',
        rollout: 'web',
        to: 'hold',
        canary: 'new',
        by: 'Ann',
        reason: 'x',
        atMs: 0,
        untilMs: 1,
      },
    ],
    subscribe: (callback) => {
      callbacks.add(callback);
      return () => void callbacks.delete(callback);
    },
    close: async () => {},
    ...change,
  };
  const row = { type: 'decision', ...DECIDED };
  const journal: Journal = { rows: () => [row], append: async () => {} };
  const metrics = createDecisionMetrics(watch, [row]);
  const app = createDecisionApp(watch, journal, metrics, createGuardTallies(Date.now), options);
  const post = (
    body: unknown,
    headers: Record<string, string> = { 'content-type': 'application/json' },
    host = '127.0.0.1',
  ) =>
    app.request(`http://${host}/v1/override`, {
      method: 'POST',
      headers,
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return { app, asked, overridden, callbacks, metrics, post };
}

test.each<[string, object]>([
  ['/healthz', { status: 'ok' }],
  ['/v1/rollouts', { rollouts: [DECIDED] }],
  ['/v1/decisions', { decisions: [{ type: 'decision', ...DECIDED }] }],
  [`/v1/decision?${QUERY}&step=1`, DECIDED],
])('%s answers', async (path, expected) => {
  const response = await createRig().app.request(path);
  expect([response.status, await response.json()]).toEqual([200, expected]);
});

test.each<[string, number, RegExp]>([
  ['/v1/decision', 400, /^namespace is missing/],
  [`/v1/decision?${QUERY}&step=x`, 400, /^step is no/],
  ['/v1/nothing', 404, /^there is no GET/],
])('%s is refused', async (path, status, sentence) => {
  const response = await createRig().app.request(path);
  const { error } = (await response.json()) as { error: string };
  expect(response.status).toBe(status);
  expect(error).toMatch(sentence);
});

test.each<[Error, number]>([
  [new RangeError('too many'), 409],
  [new Error('broken'), 500],
])('where a look throws %s the answer is %i, and no decision', async (error, status) => {
  const response = await createRig(LOCAL, { ask: () => Promise.reject(error) }).app.request(
    `/v1/decision?${QUERY}`,
  );
  expect([response.status, await response.json()]).toEqual([status, { error: error.message }]);
});

describe('an override', () => {
  it('is taken from this machine', async () => {
    const { post, overridden } = createRig();
    expect((await post(BODY)).status).toBe(200);
    expect(overridden).toMatchObject([{ to: 'hold', by: 'Ann', namespace: 'shop' }]);
  });
  it('is taken with the token, from anywhere', async () => {
    const { post } = createRig({ token: TOKEN, isLocal: false });
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
    expect((await post(BODY, headers, 'decisions.shop')).status).toBe(200);
  });

  const json = { 'content-type': 'application/json' };
  test.each<[string, AppOptions, Record<string, string>, string, unknown, number]>([
    ['a page whose name points here', LOCAL, json, 'evil.example', BODY, 403],
    ['a form of a page elsewhere', LOCAL, { 'content-type': 'text/plain' }, '127.0.0.1', BODY, 403],
    ['elsewhere, without a token', { token: undefined, isLocal: false }, json, '127.0.0.1', BODY, 403],
    ['whoever shows no token', { token: TOKEN, isLocal: true }, json, '127.0.0.1', BODY, 401],
    [
      'whoever shows another',
      { token: TOKEN, isLocal: true },
      { ...json, authorization: `Bearer ${TOKEN}x` },
      '127.0.0.1',
      BODY,
      401,
    ],
    [
      'whoever shows another of that length',
      { token: TOKEN, isLocal: true },
      { ...json, authorization: `Bearer ${TOKEN.replace('a', 'b')}` },
      '127.0.0.1',
      BODY,
      401,
    ],
    ['whoever has no name', LOCAL, json, '127.0.0.1', { ...BODY, name: '' }, 400],
    ['whoever sends no JSON', LOCAL, json, '127.0.0.1', 'promote', 400],
    ['whoever sends too much', LOCAL, json, '127.0.0.1', { ...BODY, reason: 'x'.repeat(9_000) }, 413],
  ])('is not taken from %s', async (_, options, headers, host, body, status) => {
    const { post, overridden } = createRig(options);
    expect((await post(body, headers, host)).status).toBe(status);
    expect(overridden).toEqual([]);
  });
});

test('events are the decisions that are known, and then each that comes', async () => {
  const { app, callbacks } = createRig();
  const stop = new AbortController();
  const response = await app.request(new Request('http://127.0.0.1/v1/events', { signal: stop.signal }));
  const reader = response.body?.getReader();
  const read = async () => new TextDecoder().decode((await reader?.read())?.value);
  expect(await read()).toBe(`event: decision\ndata: ${JSON.stringify(DECIDED)}\n\n`);
  const next = { ...DECIDED, decision: 'abort' as const };
  for (const callback of callbacks) callback(next);
  expect(await read()).toBe(`event: decision\ndata: ${JSON.stringify(next)}\n\n`);
  await reader?.cancel();
  await expect.poll(() => callbacks.size).toBe(0);
});

test('metrics tell the decision, since when, and what could not be read', async () => {
  const { app, metrics } = createRig();
  metrics.count({ ...DECIDED, decision: 'abort', at: '2026-01-31T12:00:09.000Z' });
  metrics.count({ ...DECIDED, decision: 'abort', at: '2026-01-31T12:00:19.000Z' });
  const missing = { atMs: 0, missing: 'nobody answers' };
  const look = {
    nowMs: 0,
    canary: 'new',
    stable: 'old',
    step: 0,
    counts: missing,
    flows: missing,
    gate: missing,
    usage: missing,
  };
  metrics.countLook(look, { counts: true, usage: true, flows: true, gate: false });
  const text = await (await app.request('/metrics')).text();
  const of = 'namespace="shop",rollout="web",canary="new",stable="old"';
  for (const line of [
    `rollout_decision_now{${of},decision="hold"} 1`,
    `rollout_decision_now{${of},decision="promote"} 0`,
    `rollout_decision_held_seconds{${of}} 7`,
    `rollout_decision_health{${of}} 90`,
    `rollout_decision_first_timestamp_seconds{${of},decision="hold"} ${Date.parse(DECIDED.at) / 1_000}`,
    `rollout_decision_first_timestamp_seconds{${of},decision="abort"} ${Date.parse(DECIDED.at) / 1_000 + 9}`,
    'rollout_decision_changes_total{namespace="shop",rollout="web",decision="abort"} 1',
    'rollout_decision_override{namespace="shop",rollout="web",decision="hold"} 1',
    'rollout_decision_look_failures_total{source="prober"} 1',
    'rollout_decision_look_failures_total{source="gate"} 0',
  ])
    expect(text.split('\n')).toContain(line);
});
