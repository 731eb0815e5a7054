// What the commands tell a real receiver, and what they leave signed.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { OptionValues } from '../../../lib/core/options/option.ts';
import { writeKeyPair } from '../../../lib/node/evidence/keys.ts';
import { readKeys } from '../../../lib/node/evidence/read-keys.ts';
import { verifyLog } from '../../../lib/node/evidence/verify-log.ts';
import { type ReferenceServer, startReference } from '../../rollback/http/reference-server.ts';
import type { RolloutEvent } from '../../webhooks/events-schema.ts';
import { type Action, createContext } from '../context.ts';
import { runRollback } from './rollback.ts';
import { runWatch } from './watch.ts';
import { runWebhooks } from './webhooks.ts';

const TOKEN = 'a-token-of-tests';
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const LONG_MS = 60_000;
/** As short as the command takes it. */
const QUICK = { ROLLBACK_QUIET_S: '1', ROLLBACK_DEADLINE_S: '30' };

let dir = '';
let service: Server;
let serviceUrl = '';
let key = { privateKey: '', publicKey: '' };
const listen = async (server: Server) => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
};
beforeAll(async () => {
  vi.stubEnv('EVENTS_TEST_SECRET', SECRET);
  dir = await mkdtemp(join(tmpdir(), 'aurora-events-'));
  key = await writeKeyPair(join(dir, 'key'), 'p256', undefined);
  service = createServer((_, response) => response.end('ok'));
  serviceUrl = await listen(service);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await new Promise((resolve) => service.close(resolve));
  await rm(dir, { recursive: true, force: true });
});

interface Rig extends AsyncDisposable {
  readonly reference: ReferenceServer;
  readonly events: readonly RolloutEvent[];
  /** What the receiver answers. */
  answer: number;
  set(percentage: number): Promise<void>;
  /** Runs an action as the command does. */
  run(
    action: Action,
    values?: OptionValues,
    word?: string,
    stop?: AbortSignal,
  ): Promise<{ readonly code: number; readonly lines: string[] }>;
  /** What is signed, by the public key alone. */
  records(): Promise<readonly (readonly [string, string])[]>;
  readonly lines: string[];
}

let rigs = 0;
async function openRig(): Promise<Rig> {
  const own = join(dir, String(++rigs));
  const reference = await startReference({
    ...{ name: 'shop', token: TOKEN, host: '127.0.0.1', port: 0, frontPort: 0, stateDir: own },
    ...{ canaryUrl: serviceUrl, stableUrl: serviceUrl, versionHeader: 'x-version', userHeader: '' },
  });
  const events: RolloutEvent[] = [];
  const receiver = createServer(async (request, response) => {
    const body = await text(request);
    const headers = request.headers as Record<string, string>;
    if (rig.answer === 204) events.push(new Webhook(SECRET).verify(body, headers) as RolloutEvent);
    response.writeHead(rig.answer).end();
  });
  const url = await listen(receiver);
  const webhooks = join(own, 'webhooks.yaml');
  await writeFile(
    webhooks,
    [
      'endpoints:',
      '  - { id: incidents, secretEnv: EVENTS_TEST_SECRET, events: [rollout.rolled_back, rollout.unresolved], ',
      `      url: "${url}/" }`,
      'senders: [{ id: ci, secretEnv: EVENTS_TEST_SECRET, may: [rollback] }]',
    ].join('\n'),
  );
  const common: OptionValues = {
    ...QUICK,
    ...{ ROLLBACK_ACTUATOR: 'http', ROLLBACK_URL: reference.url, ROLLBACK_TOKEN: TOKEN },
    ...{ ROLLOUT_NAME: 'shop', ROLLOUT_CANARY: 'canary', ROLLOUT_BY: 'a test', ROLLOUT_REASON: 'it is bad' },
    ...{ USERS_PATH_URL: reference.frontUrl, USERS_PATH_HEADER: 'x-version' },
    ...{ WEBHOOKS_FILE: webhooks, ROLLBACK_STATE_DIR: join(own, 'state'), HOOKS_PORT: '0' },
    ...{ SIGN_KEY: key.privateKey, EVIDENCE_LOG: join(own, 'evidence'), WATCH_EVERY_S: '0.2' },
  };
  const lines: string[] = [];
  const rig: Rig = {
    reference,
    events,
    lines,
    answer: 204,
    async set(percentage) {
      const at = `${reference.url}/v1/rollouts/shop`;
      const headers = { authorization: `Bearer ${TOKEN}` };
      const etag = (await fetch(at, { headers })).headers.get('etag') ?? '';
      const body = JSON.stringify({ percentage, changed_by: 'a ramp', reason: 'a test' });
      const more = { 'if-match': etag, 'idempotency-key': crypto.randomUUID() };
      expect((await fetch(at, { method: 'PUT', headers: { ...headers, ...more }, body })).status).toBe(200);
    },
    async run(action, values = {}, word = '', stop = new AbortController().signal) {
      const note = (line: string) => void lines.push(line);
      const from = lines.length;
      const context = createContext({ ...common, ...values }, word, stop);
      const code = await action({ ...context, say: note, tell: note });
      return { code, lines: lines.slice(from) };
    },
    async records() {
      const { records, faults } = await verifyLog(join(own, 'evidence'), await readKeys([key.publicKey]));
      expect(faults).toEqual([]);
      return records.map(({ kind, statement }) => [kind, statement.predicate.outcome] as const);
    },
    async [Symbol.asyncDispose]() {
      receiver.closeAllConnections();
      await Promise.all([reference.close(), new Promise((resolve) => receiver.close(resolve))]);
    },
  };
  return rig;
}

describe.concurrent('who is told, and what is signed', { timeout: LONG_MS }, () => {
  it('of a rollback by the command', async () => {
    await using rig = await openRig();
    await rig.set(30);
    const { code, lines } = await rig.run(runRollback);
    expect(code, lines.join('\n')).toBe(0);
    expect(rig.reference.percentage()).toBe(0);
    expect(rig.events).toMatchObject([
      { type: 'rollout.rolled_back', data: { rollout: 'shop', version: 'canary', actor: 'a test' } },
    ]);
    expect(await rig.records()).toEqual([['rollback', 'rolled-back']]);
  });

  it('of one that is unresolved, also where its receiver takes it only later', async () => {
    await using rig = await openRig();
    await rig.set(30);
    rig.answer = 410;
    const { code, lines } = await rig.run(runRollback, {
      ROLLBACK_TOKEN: 'another-token',
      ROLLBACK_DEADLINE_S: '5',
    });
    expect(code).toBe(1);
    expect(lines.join('\n')).toContain('UNRESOLVED: shop is not rolled back');
    expect(await rig.records()).toEqual([['rollback', 'unresolved']]);

    const listed = await rig.run(runWebhooks, {}, 'list');
    expect(listed.lines).toEqual([
      expect.stringMatching(/^msg_\S+ {2}incidents {2}rollout\.unresolved {2}shop {2}\(it answers 410\)$/),
      '1 letters are not delivered',
    ]);
    expect((await rig.run(runWebhooks, {}, 'replay')).code).toBe(1);
    rig.answer = 204;
    expect((await rig.run(runWebhooks, {}, 'replay')).code).toBe(0);
    expect(rig.events).toMatchObject([{ type: 'rollout.unresolved', data: { version: 'canary' } }]);
    expect(rig.events[0]?.data.by_hand?.length).toBeGreaterThan(0);
    expect((await rig.run(runWebhooks, {}, 'list')).lines).toEqual(['0 letters are not delivered']);
  });

  it('of one that a watch begins, because somebody asked for it by a signed webhook', async () => {
    await using rig = await openRig();
    await rig.set(30);
    const stop = new AbortController();
    const watching = rig.run(runWatch, {}, '', stop.signal);
    try {
      const HOOKS_URL = await vi.waitFor(
        () => rig.lines.find((line) => line.startsWith('http')) ?? fail(),
        LONG_MS,
      );
      const asked = { HOOKS_URL: HOOKS_URL.replace(/\/$/, ''), HOOKS_SIGNED_BY: 'EVENTS_TEST_SECRET' };
      await expect(rig.run(runWebhooks, asked, 'pause')).rejects.toThrow('may not ask for pause');
      expect((await rig.run(runWebhooks, asked, 'rollback')).code).toBe(0);
      await vi.waitFor(() => expect(rig.events).toHaveLength(1), LONG_MS);
    } finally {
      stop.abort();
    }
    expect((await watching).code).toBe(0);
    expect(rig.events).toMatchObject([{ type: 'rollout.rolled_back', data: { trigger: 'hook' } }]);
    expect(rig.lines.join('\n')).toContain('shop is rolled back, after');
    expect(await rig.records()).toEqual([['rollback', 'rolled-back']]);
  });
});

const fail = (): never => {
  throw new Error('not yet');
};
