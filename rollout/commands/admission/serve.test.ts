// The admission server as it is started, with files as people have them, and a receiver that verifies what it is told.
import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { toStatement } from '../../../lib/core/evidence/to-statement.ts';
import type { Json } from '../../../lib/core/text/json.ts';
import { readKeys } from '../../../lib/node/evidence/read-keys.ts';
import { createKeySigner } from '../../../lib/node/evidence/signer.ts';
import { verifyLog } from '../../../lib/node/evidence/verify-log.ts';
import { waitFor } from '../../../lib/node/process/wait.ts';
import { toReview } from '../../../test/rollout/admission-review.ts';
import { BREAK_GLASS } from '../../admission/manifest/annotations.ts';
import { toPartDigest, toSignedPart } from '../../admission/manifest/signed-part.ts';
import { makeCertificate } from '../../admission/server/certificate.ts';
import { createContext } from '../context.ts';
import { readReleasePolicies, readSettings } from './read-settings.ts';
import { runAdmissionServer } from './serve.ts';

const HOST = 'admission.test.svc';
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
let dir = '';
const file = (name: string) => join(dir, name);
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-serve-'));
  vi.stubEnv('ADMISSION_TEST_SECRET', SECRET);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(dir, { recursive: true, force: true });
});

/** A receiver: what it was told, verified. */
async function receive() {
  const events: unknown[] = [];
  const server = createServer(async (asked, response) => {
    const headers = asked.headers as Record<string, string>;
    events.push(new Webhook(SECRET).verify(await text(asked), headers));
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`;
  return { events, url, close: () => server.close() };
}

async function writeFiles(url: string) {
  const [ann, own] = [generateKeyPairSync('ec', { namedCurve: 'P-256' }), generateKeyPairSync('ed25519')];
  const signer = createKeySigner(ann.privateKey);
  await makeCertificate(file('tls'), [HOST], Date.now());
  const trusted = { name: 'ann', kinds: ['break-glass'], pem: signer.publicKey };
  await writeFile(file('trust.json'), JSON.stringify({ version: 1, keys: [trusted] }));
  const pem = own.privateKey.export({ format: 'pem', type: 'pkcs8' });
  await writeFile(file('own.key'), pem, { mode: 0o600 });
  await writeFile(file('own.pub'), own.publicKey.export({ format: 'pem', type: 'spki' }));
  await writeFile(
    file('webhooks.yaml'),
    JSON.stringify({
      endpoints: [{ id: 'people', url, secretEnv: 'ADMISSION_TEST_SECRET', events: ['rollout.break_glass'] }],
    }),
  );
  return signer;
}

const ask = (url: string, ca: string, object: Json) =>
  new Promise<{ allowed: boolean }>((resolve, reject) => {
    const { port } = new URL(url);
    const headers = { 'content-type': 'application/json' };
    request(
      { host: '127.0.0.1', port, servername: HOST, ca, method: 'POST', path: '/admit/prod', headers },
      async (response) => resolve(JSON.parse(await text(response)).response),
    )
      .on('error', reject)
      .end(JSON.stringify(toReview(object)));
  });

test('a break-glass and a refusal are in the evidence log, and others are told of the break-glass', async () => {
  const receiver = await receive();
  const signer = await writeFiles(receiver.url);
  const policies = file('policies');
  await mkdir(policies);
  const override = { clauses: ['gate'], by: ['ann'], approvals: 0, maxMinutes: 60 };
  for (const [environment, policy] of Object.entries(await readReleasePolicies('')))
    await writeFile(join(policies, `${environment}.yaml`), JSON.stringify({ ...policy, override }));
  const said: string[] = [];
  const stop = new AbortController();
  const context = createContext(
    {
      ADMISSION_POLICIES: policies,
      ADMISSION_TLS_DIR: file('tls'),
      ADMISSION_PORT: '0',
      EVIDENCE_KEYS: file('trust.json'),
      EVIDENCE_LOG: file('evidence'),
      SIGN_KEY: file('own.key'),
      WEBHOOKS_FILE: file('webhooks.yaml'),
      ROLLBACK_STATE_DIR: file('state'),
    },
    '',
    stop.signal,
  );
  const running = runAdmissionServer({ ...context, say: (line) => said.push(line), tell: () => {} });
  try {
    const url = await waitFor('its address', 20_000, async () => said[0], 20);
    const ca = await readFile(join(dir, 'tls', 'ca.crt'), 'utf8');
    const object = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'shop' },
      spec: { template: { spec: { containers: [] } } },
    };
    expect(await ask(url, ca, object)).toMatchObject({ allowed: false });
    const sha256 = toPartDigest(toSignedPart('Deployment', object));
    const bundle = await signer.sign(
      toStatement({
        kind: 'break-glass',
        subjects: [{ name: 'web', digest: { sha256 } }],
        predicate: {
          at: new Date().toISOString(),
          actor: 'ann',
          environment: 'prod',
          outcome: 'break-glass',
          reasons: ['it burns'],
          details: { minutes: 5 },
        },
      }),
    );
    const annotations = { [BREAK_GLASS]: JSON.stringify(bundle) };
    const broken = { ...object, metadata: { ...object.metadata, annotations } };
    expect(await ask(url, ca, broken)).toMatchObject({ allowed: true });
    await waitFor('the event', 10_000, async () => receiver.events[0], 20);
    expect(receiver.events).toEqual([
      {
        type: 'rollout.break_glass',
        timestamp: expect.any(String),
        data: {
          rollout: 'Deployment shop/web',
          version: `sha256:${sha256}`,
          actor: 'ann',
          reasons: [
            'it burns',
            expect.stringMatching(/^in prod, until \d{4}-.*, and nobody else agreed$/),
            expect.stringMatching(/^without it, it would be refused, as it is not signed/),
            'it was applied by eve',
          ],
        },
      },
    ]);
  } finally {
    stop.abort();
    receiver.close();
  }
  expect(await running).toBe(0);
  const { records, faults } = await verifyLog(file('evidence'), await readKeys([file('own.pub')]));
  expect([faults, records.map(({ kind, statement }) => [kind, statement.predicate.outcome])]).toEqual([
    [],
    [
      ['admission', 'refused'],
      ['break-glass', 'break-glass'],
    ],
  ]);
});

test.each<[string, string, string]>([
  ['a key that it does not have', 'nobodyKnows: 1\n', ':1:1: nobodyKnows'],
  ['another kind of value', 'returnWithinDays: soon\n', ':1:19: returnWithinDays'],
  ['a name that is none', 'name: Aurora Admission\n', ':1:7: name'],
  ['a port beyond all ports', 'server:\n  port: 99999\n', ':2:9: server.port'],
  ['no YAML', 'name: [\n', ':2:1'],
])('settings with %s are told of by line and column', async (_, settings, says) => {
  await writeFile(file('settings.yaml'), settings);
  await expect(readSettings(file('settings.yaml'))).rejects.toThrow(`${file('settings.yaml')}${says}`);
});
