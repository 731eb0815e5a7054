import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { AUDIT_FILE, openAuditLog } from './audit-log.ts';
import type { Hook, HookBody } from './hook-schema.ts';
import { createHooksApp, type HooksOptions } from './hooks-app.ts';
import { takeToken } from './rate.ts';
import { openSeenIds } from './seen-ids.ts';

const toSecret = (n: number) => `whsec_${Buffer.alloc(32, n).toString('base64')}`;
const [CI, CHAT, STRANGER] = [toSecret(1), toSecret(2), toSecret(3)] as const;
const BODY: HookBody = { rollout: 'ns/shop', actor: 'ann', reason: 'it is slow' };
const ALERTS_TOKEN = 'token-of-alerts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-hooks-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function createRig(more: Partial<HooksOptions> = {}) {
  const taken: [Hook, HookBody, string][] = [];
  const told: string[] = [];
  const app = createHooksApp({
    rollout: 'ns/shop',
    senders: [
      { id: 'ci', secrets: [CI], may: ['rollback'] },
      { id: 'chat', secrets: [CHAT, toSecret(4)], may: ['rollback', 'pause', 'resume', 'approve'] },
    ],
    seen: await openSeenIds(dir, Date.now()),
    audit: await openAuditLog(dir),
    async handle(...asked) {
      taken.push(asked);
      return { is: 'accepted', text: 'it is done' };
    },
    alertsToken: ALERTS_TOKEN,
    onAlerts: (body) => (body === undefined ? '' : 'taken'),
    tell: (line) => void told.push(line),
    now: Date.now,
    ...more,
  });
  const rows = async () =>
    (await readFile(join(dir, AUDIT_FILE), 'utf8').catch(() => ''))
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { app, taken, told, rows };
}

interface Sent {
  readonly hook?: string;
  readonly secret?: string;
  readonly id?: string;
  readonly body?: unknown;
  readonly text?: string;
  readonly ageS?: number;
  readonly headers?: Record<string, string>;
}
let ids = 0;
function toRequest({
  hook = 'rollback',
  secret = CHAT,
  id = `msg_${++ids}`,
  body = BODY,
  ageS = 0,
  ...sent
}: Sent) {
  const text = sent.text ?? JSON.stringify(body);
  const at = new Date(Date.now() - ageS * 1_000);
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret).sign(id, at, text),
    ...sent.headers,
  };
  return [`/v1/hooks/${hook}`, { method: 'POST', headers, body: text }] as const;
}

test.each([
  'rollback',
  'pause',
  'resume',
  'approve',
] as const)('%s is taken from who may ask for it', async (hook) => {
  const { app, taken, rows } = await createRig();
  const response = await app.request(...toRequest({ hook, id: 'msg_a' }));
  expect([response.status, await response.json()]).toEqual([202, { status: 'it is done', id: 'msg_a' }]);
  expect(taken).toEqual([[hook, BODY, 'chat']]);
  expect(await rows()).toMatchObject([
    { hook, sender: 'chat', status: 202, actor: 'ann', outcome: 'it is done' },
  ]);
});

test.each<[string, Sent, number]>([
  ['a signature of nobody', { secret: STRANGER }, 401],
  ['no signature', { headers: { 'webhook-signature': '' } }, 401],
  ['a signature of another version', { headers: { 'webhook-signature': 'v1a,AAAA' } }, 401],
  ['a signature of another message', { headers: { 'webhook-id': 'msg_other' } }, 401],
  [
    'a signature of another time',
    { headers: { 'webhook-timestamp': String(Math.floor(Date.now() / 1_000) - 7) } },
    401,
  ],
  [
    'a body that was changed',
    {
      text: JSON.stringify(BODY),
      headers: { 'webhook-signature': new Webhook(CHAT).sign('m', new Date(), '{}') },
    },
    401,
  ],
  ['a message that is old', { ageS: 301 }, 401],
  ['a message of the future', { ageS: -301 }, 401],
  ['a time that is none', { headers: { 'webhook-timestamp': 'now' } }, 401],
  ['an id with a dot', { id: 'a.1' }, 401],
  ['an id without end', { id: 'a'.repeat(200) }, 401],
  [
    "GitHub's signature, which has no time",
    { headers: { 'webhook-signature': '', 'x-hub-signature-256': 'sha256=00' } },
    401,
  ],
  ['a body that is too long', { body: { ...BODY, reason: 'x'.repeat(9_000) } }, 413],
  ['a sender that may not', { secret: CI, hook: 'approve' }, 403],
  ['a hook that there is not', { hook: 'delete' }, 404],
  ['a rollout of another engine', { body: { ...BODY, rollout: 'ns/other' } }, 404],
  ['no JSON', { text: 'rollback please' }, 400],
  ['a list', { body: [BODY] }, 400],
  ['nobody behind it', { body: { ...BODY, actor: '' } }, 400],
  ['no reason', { body: { rollout: 'ns/shop', actor: 'ann' } }, 400],
  ['a field that nobody knows', { body: { ...BODY, force: true } }, 400],
  ['a version that is none', { body: { ...BODY, version: '../x' } }, 400],
  ['more time than there is', { body: { ...BODY, minutes: 100_000 } }, 400],
])('refuses %s', async (_, sent, status) => {
  const { app, taken, rows } = await createRig();
  const response = await app.request(...toRequest(sent));
  expect(response.status).toBe(status);
  expect(taken).toEqual([]);
  const [row] = await rows();
  expect(row).toMatchObject({ status });
  expect(JSON.stringify(row)).not.toMatch(/whsec_|v1,/);
});

describe('a message that comes again', () => {
  it('is taken once, also after a restart, and says so', async () => {
    const sent = toRequest({ id: 'msg_again' });
    const first = await createRig();
    expect((await first.app.request(...sent)).status).toBe(202);
    const again = await first.app.request(...sent);
    expect([again.status, await again.json()]).toMatchObject([
      200,
      { status: expect.stringContaining('taken before') },
    ]);
    const second = await createRig();
    expect((await second.app.request(...sent)).status).toBe(200);
    expect([first.taken.length, second.taken.length]).toEqual([1, 0]);
  });

  it('twice at once is taken once', async () => {
    const { app, taken } = await createRig();
    const sent = toRequest({ id: 'msg_twice' });
    const statuses = (await Promise.all([app.request(...sent), app.request(...sent)])).map(
      ({ status }) => status,
    );
    expect(statuses.sort()).toEqual([200, 202]);
    expect(taken).toHaveLength(1);
  });

  it('is another one where another sender sends it', async () => {
    const { app } = await createRig();
    const statuses = [];
    for (const secret of [CI, CHAT])
      statuses.push((await app.request(...toRequest({ secret, id: 'm' }))).status);
    expect(statuses).toEqual([202, 202]);
  });

  it('cannot be told from the first where nothing can be written: then nothing is taken', async () => {
    const seen = { take: () => Promise.reject(new Error('the disk is full')) };
    const { app, taken, told } = await createRig({ seen });
    expect((await app.request(...toRequest({}))).status).toBe(503);
    expect(taken).toEqual([]);
    expect(told.join()).toContain('the disk is full');
  });
});

describe('whoever asks too much', () => {
  it('waits, and nobody else does', async () => {
    const { app } = await createRig({ now: () => 0 });
    const ask = async (secret: string) => (await app.request(...toRequest({ secret }))).status;
    const statuses = [];
    for (let n = 0; n < 11; n++) statuses.push(await ask(CI));
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 202), 429]);
    expect(await ask(CHAT)).toBe(202);
  });

  it('and is nobody fills no disk, and keeps nobody out', async () => {
    const { app, rows } = await createRig({ now: () => 0 });
    for (let n = 0; n < 60; n++) await app.request(...toRequest({ secret: STRANGER }));
    expect(await rows()).toHaveLength(20);
    expect((await app.request(...toRequest({}))).status).toBe(202);
  });
});

it('what cannot be done here is said', async () => {
  const { app } = await createRig({ handle: async () => ({ is: 'refused', text: 'there is no canary' }) });
  const response = await app.request(...toRequest({ hook: 'pause' }));
  expect([response.status, await response.json()]).toEqual([409, { error: 'there is no canary' }]);
});

test.each<[string, string | undefined, string, string, number]>([
  ['are taken with the token', ALERTS_TOKEN, `Bearer ${ALERTS_TOKEN}`, '{}', 200],
  ['are not taken with another', ALERTS_TOKEN, 'Bearer other', '{}', 401],
  ['are not taken without one', ALERTS_TOKEN, '', '{}', 401],
  ['are not taken where none is set', undefined, 'Bearer ', '{}', 403],
  ['must be JSON', ALERTS_TOKEN, `Bearer ${ALERTS_TOKEN}`, 'x', 400],
  ['end somewhere', ALERTS_TOKEN, `Bearer ${ALERTS_TOKEN}`, 'x'.repeat(300_000), 413],
])('alerts %s', async (_, alertsToken, authorization, body, status) => {
  const { app } = await createRig({ alertsToken });
  const response = await app.request('/v1/alerts', { method: 'POST', headers: { authorization }, body });
  expect(response.status).toBe(status);
});

test('a bucket fills with time, and no further than its rim', () => {
  const rate = { burst: 2, perMinute: 60 };
  const full = takeToken(undefined, rate, 0);
  const empty = takeToken(full, rate, 0);
  expect([full?.tokens, empty?.tokens, takeToken(empty, rate, 999)]).toEqual([1, 0, undefined]);
  expect(takeToken(empty, rate, 1_000)?.tokens).toBe(0);
  expect(takeToken(empty, rate, 3_600_000)?.tokens).toBe(1);
});
