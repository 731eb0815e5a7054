import { describe, expect, it, test } from 'vitest';
import { createTailCounts } from '../run-folder/tail.ts';
import { createAccess } from './access.ts';
import { DROP_REASONS, type DropReason } from './client.ts';
import type { Feed, FeedState } from './feed.ts';
import { createLiveApp } from './server.ts';

const TOKEN = 'a-token-of-some-length';
const state = (): FeedState => ({
  run: 'chaos_soak_run_1',
  verdict: null,
  clients: 3,
  dropped: Object.fromEntries(DROP_REASONS.map((why) => [why, 0])) as Record<DropReason, number>,
  journal: { present: true, loaded: true, generation: 5, line: 7, pendingBytes: 0, problem: null },
  counts: createTailCounts(),
});
const feed: Feed = { state, join: async () => {}, end: async () => {} };
const readPage = async () => '<!doctype html>';
const openApp = createLiveApp(feed, { token: undefined, readPage });
const app = createLiveApp(feed, { token: TOKEN, readPage });
const url = (path: string, host = '127.0.0.1:8001') => `http://${host}${path}`;

describe('without a token', () => {
  test.each(['/', '/health', '/healthz', '/metrics'])('%s is there for this machine', async (path) => {
    for (const host of ['127.0.0.1:8001', 'localhost:8001', '[::1]:8001'])
      expect((await openApp.request(url(path, host))).status).toBe(200);
  });
  test.each(['/', '/sse', '/health', '/metrics'])('%s is not there under any other name', async (path) => {
    expect((await openApp.request(url(path, 'evil.example.org:8001'))).status).toBe(403);
  });
});

describe('with a token', () => {
  const ways: [string, Record<string, string>, number][] = [
    ['nothing', {}, 401],
    ['a wrong token', { 'x-auth-token': `${TOKEN}x` }, 401],
    ['an empty token', { 'x-auth-token': '' }, 401],
    ['the token', { 'x-auth-token': TOKEN }, 200],
    ['it as a bearer', { authorization: `Bearer ${TOKEN}` }, 200],
    ['it as basic', { authorization: `Basic ${TOKEN}` }, 401],
    ['the cookie', { cookie: `aurora_live=${createAccess(TOKEN).cookie}` }, 200],
    ['the token as the cookie', { cookie: `aurora_live=${TOKEN}` }, 401],
    ['the cookie of another token', { cookie: `aurora_live=${createAccess(`${TOKEN}x`).cookie}` }, 401],
    ['an empty cookie', { cookie: 'aurora_live=' }, 401],
  ];
  describe.each(['/', '/health', '/metrics'])('%s', (path) => {
    test.each(ways)('%s', async (_, headers, status) => {
      expect((await app.request(url(path, 'live.example.org'), { headers })).status).toBe(status);
    });
  });
  test('the stream is refused too', async () => {
    expect((await app.request(url('/sse'))).status).toBe(401);
  });
  test('/healthz is for load balancers, which have none', async () => {
    const answer = await app.request(url('/healthz', 'live.example.org'));
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok' }]);
  });
});

describe('logging in', () => {
  const logIn = (query: string, headers = {}) => app.request(url(`/login${query}`), { headers });
  it('asks for the token', async () => {
    const answer = await logIn('');
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('type="password"')]);
  });
  it('by a link sets a cookie that no script reads and no other site sends, and leads on', async () => {
    const answer = await logIn(`?token=${TOKEN}`);
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^aurora_live=[\da-f]{64}; /);
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Strict');
    expect(cookie).not.toContain('Secure');
    expect(cookie).not.toContain(TOKEN);
    const page = await answer.text();
    expect(page).toContain('url=./');
    expect(page).not.toContain(TOKEN);
    const again = await app.request(url('/health'), { headers: { cookie: cookie.split(';')[0] ?? '' } });
    expect(again.status).toBe(200);
  });
  it('by the form does the same', async () => {
    const body = new URLSearchParams({ token: TOKEN });
    const answer = await app.request(url('/login'), { method: 'POST', body });
    expect([answer.status, answer.headers.has('set-cookie')]).toEqual([200, true]);
  });
  it('takes no form that is longer than any token', async () => {
    const body = new URLSearchParams({ token: TOKEN, more: 'x'.repeat(16_384) });
    const answer = await app.request(url('/login'), { method: 'POST', body });
    expect([answer.status, answer.headers.has('set-cookie')]).toEqual([413, false]);
  });
  it('behind https keeps the cookie to https', async () => {
    const answer = await logIn(`?token=${TOKEN}`, { 'x-forwarded-proto': 'https' });
    expect(answer.headers.get('set-cookie')).toContain('; Secure');
  });
  it('with a wrong token sets none', async () => {
    const answer = await logIn('?token=wrong');
    expect([answer.status, answer.headers.has('set-cookie')]).toEqual([401, false]);
  });
});

describe('a body that nobody asked for', () => {
  test.each([
    '/',
    '/sse',
    '/health',
    '/healthz',
    '/metrics',
    '/login',
    '/nowhere',
  ])('%s takes none', async (path) => {
    for (const tried of [app, openApp]) {
      const answer = await tried.request(url(path), { method: 'POST', body: 'x'.repeat(16_385) });
      expect(answer.status).toBe(413);
    }
  });
});

it('tells the head of the stream, and opens none', async () => {
  const joined: unknown[] = [];
  const counted = { ...feed, join: async () => void joined.push(1) };
  const answer = await createLiveApp(counted, { token: undefined, readPage }).request(url('/sse'), {
    method: 'HEAD',
  });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    200,
    'text/event-stream; charset=utf-8',
  ]);
  expect(await answer.text()).toBe('');
  expect(joined).toEqual([]);
});

it('turns further readers away when it has as many as it can hold', async () => {
  const full = createLiveApp(feed, { token: undefined, readPage, maxClients: 3 });
  const answer = await full.request(url('/sse'));
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '30']);
});

it('/health says how long it is up, who reads, and how the tail does', async () => {
  expect(await (await openApp.request(url('/health'))).json()).toMatchObject({
    status: 'ok',
    uptime_s: expect.any(Number),
    clients: 3,
    tailer_stats: { malformed_lines: 0, oversized_lines: 0, line: 7 },
  });
});

it('/metrics has every counter from the start', async () => {
  const text = await (await openApp.request(url('/metrics'))).text();
  expect(text).toContain('aurora_live_clients 3\n');
  for (const kind of ['rows', 'malformed', 'oversized', 'unknown'])
    expect(text).toContain(`aurora_live_lines_total{kind="${kind}"} 0\n`);
  for (const reason of DROP_REASONS)
    expect(text).toContain(`aurora_live_dropped_total{reason="${reason}"} 0\n`);
});
