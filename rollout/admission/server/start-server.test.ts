// The server as the API server calls it: HTTPS on loopback, with real keys. Whatever cannot be read or judged is no.
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toStatement } from '../../../lib/core/evidence/to-statement.ts';
import { type Json, toJsonOrNone } from '../../../lib/core/text/json.ts';
import { toTrustedKey } from '../../../lib/node/evidence/read-keys.ts';
import { createKeySigner } from '../../../lib/node/evidence/signer.ts';
import { verifyBundle } from '../../../lib/node/evidence/verify-bundle.ts';
import { waitFor } from '../../../lib/node/process/wait.ts';
import { toReview } from '../../../test/rollout/admission-review.ts';
import type { ReleasePolicy } from '../../policy/policy-schema.ts';
import type { RolloutEvent } from '../../webhooks/events-schema.ts';
import { REVIEW } from '../judge/review.ts';
import { BREAK_GLASS, SIGNATURE } from '../manifest/annotations.ts';
import { toPartDigest, toSignedPart } from '../manifest/signed-part.ts';
import { makeCertificate } from './certificate.ts';
import { createMemory, type Ledger } from './ledger.ts';
import { type AdmissionServer, startAdmissionServer } from './start-server.ts';

const HOST = 'admission.test.svc';
const DAY_MS = 86_400_000;
const POLICY = {
  environment: 'prod',
  requiredSignatures: [{ of: 'manifest', atLeast: 1 }],
  evidenceMaxAgeS: 86_400,
  maxSkewS: 5,
  override: { clauses: ['gate'], by: ['ann'], approvals: 0, maxMinutes: 60 },
} as unknown as ReleasePolicy;
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const signer = createKeySigner(privateKey);
const KEYS = { keys: [toTrustedKey(publicKey, { name: 'ann' })], identities: [] };

let dir = '';
let ca = '';
let server: AdmissionServer;
const told: string[] = [];
const events: RolloutEvent[] = [];
const noted: string[] = [];
let [isFull, isBroken] = [false, false];
const ledger: Ledger = {
  ...createMemory(),
  async note(_, admitted) {
    if (isFull) throw new Error('no space left');
    noted.push(admitted.as);
  },
  async noteRefusal(_, { refusal }) {
    if (isFull) throw new Error('no space left');
    noted.push(refusal);
  },
};

const start = (requestMs: number) =>
  startAdmissionServer({
    host: '127.0.0.1',
    port: 0,
    tlsDir: join(dir, 'tls'),
    policies: { staging: POLICY, 'pre-prod': POLICY, prod: POLICY },
    grounds: {
      verify(bundle) {
        if (isBroken) throw new Error('a fault of ours');
        return verifyBundle(bundle, KEYS);
      },
      withoutGateRun: [],
      returnWithinMs: DAY_MS,
    },
    ledger,
    tell: (line) => told.push(line),
    emit: (event) => events.push(event),
    now: Date.now,
    pace: { renewMs: 50, requestMs },
  });
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-admission-'));
  await makeCertificate(join(dir, 'tls'), [HOST], Date.now());
  ca = await readFile(join(dir, 'tls', 'ca.crt'), 'utf8');
  server = await start(10_000);
});
afterAll(async () => {
  await server.close();
  await rm(dir, { recursive: true, force: true });
});

interface Call {
  readonly method?: string;
  readonly path?: string;
  readonly type?: string | undefined;
  /** Sent in so many parts, without a length. */
  readonly parts?: number;
}
const JSON_TYPE = 'application/json';

function call(body: string, { method = 'POST', path = '/admit/prod', parts = 0, ...more }: Call = {}) {
  const type = 'type' in more ? more.type : JSON_TYPE;
  return new Promise<{ status: number; text: string; json: unknown }>((resolve, reject) => {
    const asked = request(
      {
        host: '127.0.0.1',
        port: new URL(server.url).port,
        servername: HOST,
        ca,
        method,
        path,
        agent: new Agent({ keepAlive: false }),
        headers: {
          ...(type === undefined ? {} : { 'content-type': type }),
          ...(method === 'GET' || parts > 0 ? {} : { 'content-length': Buffer.byteLength(body) }),
        },
      },
      (response) => {
        text(response).then((said) =>
          resolve({ status: response.statusCode ?? 0, text: said, json: toJsonOrNone(said) }),
        );
      },
    );
    asked.on('error', reject);
    if (parts > 0) for (let n = 0; n < parts; n += 1) asked.write(body);
    asked.end(parts > 0 || method === 'GET' ? undefined : body);
  });
}

const OBJECT: Json = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop', annotations: { 'aurora-gate.dev/environment': 'prod' } },
  spec: { template: { spec: { containers: [] } } },
};
async function signed(kind: 'manifest' | 'break-glass'): Promise<Json> {
  const bundle = await signer.sign(
    toStatement({
      kind,
      subjects: [{ name: 'web', digest: { sha256: toPartDigest(toSignedPart('Deployment', OBJECT)) } }],
      predicate: {
        at: new Date().toISOString(),
        actor: 'ann',
        environment: 'prod',
        outcome: 'signed',
        reasons: ['it burns'],
        details: { minutes: 5 },
      },
    }),
  );
  const key = kind === 'manifest' ? SIGNATURE : BREAK_GLASS;
  const metadata = OBJECT.metadata as Json;
  const annotations = { ...(metadata.annotations as Json), [key]: JSON.stringify(bundle) };
  return { ...OBJECT, metadata: { ...metadata, annotations } };
}
const toBody = (object: unknown = OBJECT, more: Json = {}, head: Json = {}) =>
  JSON.stringify({ ...toReview(object, { uid: 'u1', ...more }), ...head });
const respond = async (body: string, options?: Call) => {
  const { status, json } = await call(body, options);
  return { status, ...((json as { response?: object }).response as { allowed: boolean; uid: string }) };
};

describe('a question', () => {
  test('about a signed manifest is answered yes, and recorded', async () => {
    noted.length = 0;
    expect(await respond(toBody(await signed('manifest')))).toEqual({
      status: 200,
      uid: 'u1',
      allowed: true,
    });
    expect(noted).toEqual(['signed']);
  });
  test('about one that nobody signed is answered no, with a sentence, and recorded', async () => {
    noted.length = 0;
    expect(await respond(toBody())).toMatchObject({
      allowed: false,
      status: { code: 403, message: expect.stringMatching(/^Deployment shop\/web is not signed/) },
    });
    expect(noted).toEqual(['unsigned']);
  });
  test('with a break-glass is answered yes, with warnings, and told to others', async () => {
    events.length = 0;
    expect(await respond(toBody(await signed('break-glass')))).toMatchObject({
      allowed: true,
      warnings: [
        expect.stringMatching(/^BREAK-GLASS by ann until .*: it burns$/),
        expect.any(String),
        expect.any(String),
      ],
    });
    expect(events).toMatchObject([
      {
        type: 'rollout.break_glass',
        data: { rollout: 'Deployment shop/web', actor: 'ann', reasons: expect.arrayContaining(['it burns']) },
      },
    ]);
  });
  test('of a dry run is answered, and neither recorded nor told', async () => {
    [noted.length, events.length] = [0, 0];
    expect(await respond(toBody(await signed('break-glass'), { dryRun: true }))).toMatchObject({
      allowed: true,
    });
    expect(await respond(toBody(OBJECT, { dryRun: true }))).toMatchObject({ allowed: false });
    expect([noted, events]).toEqual([[], []]);
  });
});

describe('no is the answer', () => {
  test.each<[string, string]>([
    ['nothing', ''],
    ['half of a question', toBody().slice(0, -20)],
    ['a text', '"x"'],
    ['null', 'null'],
    ['a list', `[${toBody()}]`],
    ['no request', JSON.stringify(REVIEW)],
    ['a request that is a list', JSON.stringify({ ...REVIEW, request: [1] })],
    ['no uid', toBody(OBJECT, { uid: undefined })],
    ['a uid that is no text', toBody(OBJECT, { uid: 7 })],
    ['no namespace', toBody(OBJECT, { namespace: undefined })],
    ['no object', toBody(null)],
    ['an object that is a list', toBody([OBJECT])],
    ['a kind that nobody asks about', toBody({ ...OBJECT, kind: 'Service' })],
    ['a kind that is a part of every object', toBody({ ...OBJECT, kind: 'constructor' })],
    ['a removal', toBody(OBJECT, { operation: 'DELETE' })],
    ['another version', toBody(OBJECT, {}, { apiVersion: 'admission.k8s.io/v1beta1' })],
    ['a version to come', toBody(OBJECT, {}, { apiVersion: 'admission.k8s.io/v2' })],
    ['no version', toBody(OBJECT, {}, { apiVersion: undefined })],
    ['a review of another kind', toBody(OBJECT, {}, { kind: 'ConversionReview' })],
    ['bytes that are no text', '\u0000\u0001\ufffe'],
    ['brackets without end', '['.repeat(200_000)],
  ])('to %s', async (_, body) => {
    expect(await respond(body)).toMatchObject({
      status: { code: 403, message: expect.stringContaining('cannot read what it was asked') },
      allowed: false,
    });
  });

  test('by the uid of the question, where that can be read', async () => {
    expect(await respond(toBody([OBJECT]))).toMatchObject({ uid: 'u1', allowed: false });
  });

  test.each<[string, number, Call]>([
    ['another type', 415, { type: 'text/plain' }],
    ['the type of a form', 415, { type: 'application/x-www-form-urlencoded' }],
    ['no type', 415, { type: undefined }],
    ['a type that begins like ours', 415, { type: 'application/jsonp' }],
    ['an environment that there is not', 404, { path: '/admit/nowhere' }],
    ['an environment that every object has', 404, { path: '/admit/constructor' }],
    ['no environment', 404, { path: '/admit/' }],
    ['another method', 404, { method: 'PUT' }],
    ['a question by GET', 415, { method: 'GET', type: undefined }],
    ['too much, without a length', 413, { parts: 3_000 }],
  ])('to %s: %i', async (_, status, options) => {
    const body = options.parts === undefined ? toBody(await signed('manifest')) : 'x'.repeat(4_096);
    const answer = await call(body, options);
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain('"allowed":true');
  });
  test('to too much, by its length', async () => {
    expect((await call('x'.repeat(8 * 1024 * 1024 + 1))).status).toBe(413);
  });
  test('and a type with its charset is the same type', async () => {
    expect(
      await respond(toBody(await signed('manifest')), { type: `${JSON_TYPE}; charset=utf-8` }),
    ).toMatchObject({ allowed: true });
  });

  test('where the log takes nothing: neither what is signed nor a break-glass passes, and a refusal stands', async () => {
    isFull = true;
    try {
      events.length = 0;
      for (const kind of ['manifest', 'break-glass'] as const)
        expect(await respond(toBody(await signed(kind)))).toMatchObject({
          allowed: false,
          status: { message: expect.stringContaining('could not be recorded') },
        });
      expect(events).toEqual([]);
      expect(await respond(toBody())).toMatchObject({
        allowed: false,
        status: { message: expect.stringContaining('is not signed') },
      });
    } finally {
      isFull = false;
    }
  });
  test('where we have a fault: no 2xx, and nothing of the fault', async () => {
    isBroken = true;
    try {
      const { status, text: said } = await call(toBody(await signed('manifest')));
      expect([status, said]).toEqual([500, expect.not.stringContaining('a fault of ours')]);
      expect(told.at(-1)).toContain('a fault of ours');
    } finally {
      isBroken = false;
    }
  });
  test('to plain HTTP, and to a TLS of long ago', async () => {
    const port = Number(new URL(server.url).port);
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow();
    const old = connectTls({ host: '127.0.0.1', port, servername: HOST, ca, maxVersion: 'TLSv1.1' });
    await new Promise<void>((resolve, reject) => {
      old.once('error', () => resolve());
      old.once('secureConnect', () => reject(new Error('TLS 1.1 was taken')));
    });
    old.destroy();
  });
});

test('its health and its figures can be read', async () => {
  expect((await call('', { method: 'GET', path: '/healthz' })).json).toEqual({ status: 'ok' });
  const { text: figures } = await call('', { method: 'GET', path: '/metrics' });
  expect(figures).toContain('rollout_admission_break_glass_total{environment="prod"} 1');
  expect(figures).toMatch(
    /rollout_admission_answers_total\{environment="prod",outcome="refused",reason="unreadable"\} [1-9]/,
  );
});

test('who sends nothing, or half and no more, is hung up on', async () => {
  const slow = await start(200);
  try {
    const port = Number(new URL(slow.url).port);
    const silent = connect({ host: '127.0.0.1', port });
    const half = connectTls({ host: '127.0.0.1', port, servername: HOST, ca });
    half.write(
      'POST /admit/prod HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{',
    );
    const said: Buffer[] = [];
    half.on('data', (bytes: Buffer) => said.push(bytes));
    await Promise.all(
      [silent, half].map(
        (socket) =>
          new Promise<void>((resolve) => {
            socket.on('error', () => {});
            socket.resume().once('close', () => resolve());
          }),
      ),
    );
    expect(Buffer.concat(said).toString()).toMatch(/^(HTTP\/1\.1 408|$)/);
  } finally {
    await slow.close();
  }
});

describe('a certificate', () => {
  const file = (name: string) => join(dir, 'tls', name);
  const readServed = () =>
    new Promise<string>((resolve, reject) => {
      const socket = connectTls(
        { host: '127.0.0.1', port: Number(new URL(server.url).port), servername: HOST, ca },
        () => {
          resolve(new X509Certificate(socket.getPeerCertificate().raw).serialNumber);
          socket.destroy();
        },
      );
      socket.on('error', reject);
    });
  const readOwn = async () => new X509Certificate(await readFile(file('tls.crt'))).serialNumber;
  const untilTold = (what: RegExp) =>
    waitFor(String(what), 10_000, async () => (told.some((line) => what.test(line)) ? true : undefined), 20);

  test('that is renewed is taken up without a restart, and its end is in the figures', async () => {
    const before = await readServed();
    expect(before).toBe(await readOwn());
    await makeCertificate(join(dir, 'tls'), [HOST], Date.now() - 10 * DAY_MS);
    await untilTold(/^took up the certificate that ends at /);
    const after = await readServed();
    expect(after).toBe(await readOwn());
    expect(after).not.toBe(before);
    const [, seconds = ''] =
      /^rollout_admission_certificate_end_timestamp_seconds (\d\S*)$/m.exec(
        (await call('', { method: 'GET', path: '/metrics' })).text,
      ) ?? [];
    expect(Number(seconds) * 1_000 - Date.now()).toBeLessThan(81 * DAY_MS);
  });

  test.each<[string, RegExp, () => Promise<unknown>]>([
    ['half written', /is no certificate/, () => writeFile(file('tls.crt'), '-----BEGIN CERT')],
    ['gone', /does not hold tls.key and tls.crt/, () => rm(file('tls.key'))],
    [
      'of another key',
      /tls.key is not the key of tls.crt/,
      () =>
        writeFile(
          file('tls.key'),
          String(
            generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
              type: 'pkcs8',
              format: 'pem',
            }),
          ),
        ),
    ],
  ])('that is %s is told of once, and the one before is served on', async (_, says, damage) => {
    const kept = await Promise.all(['tls.key', 'tls.crt'].map((name) => readFile(file(name))));
    const before = await readServed();
    await damage();
    await untilTold(says);
    expect(await readServed()).toBe(before);
    expect(await respond(toBody())).toMatchObject({ allowed: false });
    await Promise.all(['tls.key', 'tls.crt'].map((name, n) => writeFile(file(name), kept[n] ?? '')));
  });

  test('that cannot be used keeps the server from starting', async () => {
    await expect(
      startAdmissionServer({
        host: '127.0.0.1',
        port: 0,
        tlsDir: join(dir, 'nowhere'),
      } as unknown as Parameters<typeof startAdmissionServer>[0]),
    ).rejects.toThrow(
      'does not hold tls.key and tls.crt; make them with npm run rollout -- admission-certificate',
    );
  });
});
