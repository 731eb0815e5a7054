// Letters to real receivers, which verify them with the library that receivers use.
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { MOST_ATTEMPTS, startDeliveries, toPauseMs } from './deliver.ts';
import type { RolloutEvent } from './events-schema.ts';
import { LETTERS_DIR, openLetters } from './letters.ts';
import { postLetter } from './post-letter.ts';
import type { Endpoint } from './read-config.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const NEWER = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
const toEvent = (n: number, type: RolloutEvent['type'] = 'rollout.rolled_back'): RolloutEvent => ({
  type,
  timestamp: '2027-01-01T00:00:00.000Z',
  data: { rollout: 'ns/shop', version: `v${n}`, actor: 'a test', reasons: [] },
});

let dir = '';
const servers: Server[] = [];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-letters-'));
});
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
  await rm(dir, { recursive: true, force: true });
});

interface Got {
  readonly body: string;
  readonly headers: Record<string, string>;
}
/** A receiver. @param answer the status of the nth call; 0: no answer, ever */
async function receive(answer: (nth: number) => number, headers: Record<string, string> = {}) {
  const got: Got[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    got.push({ body, headers: request.headers as Record<string, string> });
    const status = answer(got.length - 1);
    if (status !== 0) response.writeHead(status, headers).end();
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/hook`;
  const versions = () => got.map(({ body }) => (JSON.parse(body) as RolloutEvent).data.version);
  return { got, url, versions };
}

function start(endpoints: readonly Partial<Endpoint>[]) {
  const told: string[] = [];
  const pauses: number[] = [];
  const letters = openLetters(dir);
  const deliveries = startDeliveries({
    endpoints: endpoints.map((one, n) => ({
      ...{ id: `e${n}`, url: 'http://127.0.0.1:9', secrets: [SECRET], timeoutMs: 300 },
      ...{ events: ['rollout.rolled_back', 'rollout.unresolved'] },
      ...one,
    })),
    letters,
    post: postLetter,
    tell: (line) => void told.push(line),
    now: () => 1_000,
    pause: async (ms) => void pauses.push(ms),
    random: () => 0,
  });
  return { ...deliveries, told, pauses, list: async () => (await letters.list()).letters };
}
const LONG_MS = 20_000;

describe('a letter', () => {
  it('is verified as its receiver does, by the old secret and by the new one', async () => {
    const receiver = await receive(() => 204);
    const { emit, close, list } = start([{ url: receiver.url, secrets: [NEWER, SECRET] }]);
    emit(toEvent(1));
    expect(await close(LONG_MS)).toBe(0);
    const [only] = receiver.got;
    for (const secret of [SECRET, NEWER])
      expect(new Webhook(secret).verify(only!.body, only!.headers)).toEqual(toEvent(1));
    const other = new Webhook(`whsec_${Buffer.alloc(32, 9).toString('base64')}`);
    expect(() => other.verify(only!.body, only!.headers)).toThrow('No matching signature');
    expect(() => new Webhook(SECRET).verify(`${only!.body} `, only!.headers)).toThrow(
      'No matching signature',
    );
    expect(await list()).toEqual([]);
  });

  it('has one id over all its tries, which differs from that of every other', async () => {
    const receiver = await receive((nth) => (nth < 2 ? 500 : 200));
    const { emit, close, pauses } = start([{ url: receiver.url }]);
    emit(toEvent(1));
    emit(toEvent(2));
    await close(LONG_MS);
    const ids = receiver.got.map(({ headers }) => headers['webhook-id']);
    expect([new Set(ids.slice(0, 3)).size, new Set(ids).size]).toEqual([1, 2]);
    expect(pauses).toEqual([1_000, 2_000]);
  });

  it('goes only to those who are told such events', async () => {
    const receiver = await receive(() => 200);
    const { emit, close } = start([{ url: receiver.url, events: ['rollout.unresolved'] }]);
    emit(toEvent(1));
    emit(toEvent(2, 'rollout.unresolved'));
    await close(LONG_MS);
    expect(receiver.versions()).toEqual(['v2']);
  });

  it('keeps its place: what came later comes later', async () => {
    const receiver = await receive((nth) => (nth === 0 ? 503 : 200));
    const { emit, close } = start([{ url: receiver.url }]);
    for (let n = 1; n <= 5; n++) emit(toEvent(n));
    await close(LONG_MS);
    expect(receiver.versions()).toEqual(['v1', 'v1', 'v2', 'v3', 'v4', 'v5']);
  });
});

describe('a letter that nobody takes is kept', () => {
  test.each<[string, (nth: number) => number, number, string]>([
    ['an endpoint that fails', () => 500, MOST_ATTEMPTS, 'it answers 500'],
    ['one that refuses', () => 401, MOST_ATTEMPTS, 'it answers 401'],
    ['one that hangs', () => 0, MOST_ATTEMPTS, 'no answer within 300 ms'],
    ['one that redirects', () => 302, MOST_ATTEMPTS, 'it redirects (302), and that is not followed'],
    ['one that is gone for good', () => 410, 1, 'it answers 410'],
  ])('by %s', async (_, answer, attempts, problem) => {
    const elsewhere = await receive(() => 200);
    const receiver = await receive(answer, { location: elsewhere.url });
    const { emit, close, list, told } = start([{ url: receiver.url }]);
    emit(toEvent(1));
    expect(await close(LONG_MS)).toBe(1);
    expect(receiver.got).toHaveLength(attempts);
    expect(elsewhere.got).toEqual([]);
    expect(await list()).toMatchObject([{ endpoint: 'e0', attempts, problem, event: toEvent(1) }]);
    expect(told.join()).toContain('was not delivered');
    expect(told.join()).not.toContain(SECRET);
  });

  it('where nobody listens', async () => {
    const { emit, close, list } = start([{ url: 'http://127.0.0.1:1' }]);
    emit(toEvent(1));
    await close(LONG_MS);
    expect(await list()).toHaveLength(1);
  });

  it('where we end before it was taken, and is sent again in its order', async () => {
    const hanging = await receive(() => 0);
    const first = start([{ url: hanging.url, timeoutMs: 60_000 }]);
    for (let n = 1; n <= 3; n++) first.emit(toEvent(n));
    expect(await first.close(50)).toBe(3);
    const receiver = await receive(() => 200);
    const second = start([{ url: receiver.url }]);
    second.resend(await first.list());
    await second.close(LONG_MS);
    expect(receiver.versions()).toEqual(['v1', 'v2', 'v3']);
    expect(await second.list()).toEqual([]);
  });

  it('where its endpoint is no more', async () => {
    const first = start([{ url: 'http://127.0.0.1:1' }]);
    first.emit(toEvent(1));
    await first.close(LONG_MS);
    const second = start([{ id: 'other' }]);
    second.resend(await first.list());
    await second.close(LONG_MS);
    expect(await second.list()).toHaveLength(1);
    expect(second.told.join()).toContain('which is no endpoint');
  });
});

it('an endpoint that hangs holds up nobody else, nor whoever tells', async () => {
  const hanging = await receive(() => 0);
  const receiver = await receive(() => 200);
  const { emit, close } = start([{ url: hanging.url, timeoutMs: 60_000 }, { url: receiver.url }]);
  for (let n = 1; n <= 20; n++) emit(toEvent(n));
  await expect.poll(() => receiver.got.length, { timeout: LONG_MS }).toBe(20);
  expect(hanging.got.length).toBeLessThanOrEqual(1);
  expect(await close(0)).toBe(20);
});

it('a file that is no letter is named, and left alone', async () => {
  const { emit, close } = start([{ url: 'http://127.0.0.1:1' }]);
  emit(toEvent(1));
  await close(LONG_MS);
  await writeFile(join(dir, LETTERS_DIR, 'msg_1.json'), '{"endpoint":"../../x"}');
  const { letters, unusable } = await openLetters(dir).list();
  expect([letters.length, unusable.length]).toEqual([1, 1]);
  expect(await readdir(join(dir, LETTERS_DIR))).toHaveLength(2);
});

test.each([
  [1, 0, 0, 1_000],
  [1, 0, 1, 1_500],
  [5, 0, 0, 16_000],
  [2, 30_000, 0, 30_000],
  [1, 86_400_000, 0, 60_000],
])('the pause after try %i, where it asks for %i ms', (attempt, askedMs, random, ms) => {
  expect(toPauseMs(attempt, askedMs, random)).toBe(ms);
});
