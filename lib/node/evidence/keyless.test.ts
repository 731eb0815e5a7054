import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ISSUER, startSigstore, toToken, WORKFLOW } from '../../../test/evidence/sigstore-services.ts';
import type { Evidence } from '../../core/evidence/statement-schema.ts';
import { toStatement } from '../../core/evidence/to-statement.ts';
import type { TrustFile } from '../../core/evidence/trust-schema.ts';
import { withTemporaryDir } from '../files/temporary.ts';
import { openEvidenceLog } from './log.ts';
import { type Keys, readKeys } from './read-keys.ts';
import { createSigner, type Signer } from './signer.ts';
import { verifyBundle } from './verify-bundle.ts';
import { verifyLog } from './verify-log.ts';

type Services = Awaited<ReturnType<typeof startSigstore>>;
let services: Services;
let signer: Signer;
beforeAll(async () => {
  services = await startSigstore();
  signer = await createSigner({ fulcioUrl: services.url, rekorUrl: services.url });
});
afterAll(() => services.close());
beforeEach(() => {
  services.setToken(toToken({ sub: WORKFLOW, iss: ISSUER }));
  for (const [name, value] of Object.entries(services.env)) vi.stubEnv(name, value);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const toEvidence = (at = new Date()): Evidence => ({
  kind: 'decision',
  subjects: [{ name: 'shop', digest: { sha256: 'ab'.repeat(32) } }],
  predicate: { at: at.toISOString(), actor: 'ci', outcome: 'promote', reasons: [] },
});

type Identity = NonNullable<TrustFile['identities']>[number];
/** Who is trusted by a trust file with this identity. */
const trusting = (change: Partial<Identity> = {}, root: object = services.root): Promise<Keys> =>
  withTemporaryDir('trust', async (dir) => {
    await writeFile(join(dir, 'root.json'), JSON.stringify(root));
    const identity = { name: 'gate', issuer: ISSUER, subject: WORKFLOW, trustedRoot: 'root.json', ...change };
    await writeFile(join(dir, 'trust.json'), JSON.stringify({ version: 1, identities: [identity] }));
    return readKeys([join(dir, 'trust.json')]);
  });

describe('a statement that was signed without a key', () => {
  it('has a certificate for the token of the job, and an entry of the transparency log', async () => {
    const bundle = await signer.sign(toStatement(toEvidence()));
    expect(verifyBundle(bundle, await trusting())).toMatchObject({
      kind: 'decision',
      signedBy: { name: 'gate', id: `${WORKFLOW} by ${ISSUER}` },
    });
    expect(services.requests).toEqual([
      'GET /token?job=1&audience=sigstore',
      'POST /api/v2/signingCert',
      'POST /api/v1/log/entries',
    ]);
  });

  it('is a record of a log like any other', () =>
    withTemporaryDir('evidence', async (parent) => {
      const dir = join(parent, 'log');
      const log = await openEvidenceLog(dir, signer);
      await log.append(toEvidence());
      await log.append(toEvidence());
      const { faults, records } = await verifyLog(dir, await trusting());
      expect({ faults, size: records.length }).toEqual({ faults: [], size: 2 });
    }));

  it.each<[string, Partial<Identity>, string]>([
    ['another workflow', { subject: `${WORKFLOW}2` }, 'its certificate names'],
    ['a name of which it is the beginning', { subject: WORKFLOW.slice(0, -1) }, 'its certificate names'],
    ['a pattern that it fits', { subject: '.*' }, 'its certificate names'],
    ['another issuer', { issuer: 'https://elsewhere.example' }, 'its certificate names'],
    ['its identity, until last year', { until: '2020-01-01T00:00:00.000Z' }, 'counts until'],
    ['its identity, for other kinds', { kinds: ['admission'] }, 'may state admission only'],
  ])('is refused where %s is trusted', async (_, change, says) => {
    const bundle = await signer.sign(toStatement(toEvidence()));
    expect(verifyBundle(bundle, await trusting(change))).toMatchObject({
      fault: expect.stringContaining(says),
    });
  });

  it('is refused where another Fulcio, certificate log or Rekor is trusted', async () => {
    const other = await startSigstore();
    try {
      const bundle = await signer.sign(toStatement(toEvidence()));
      for (const part of ['certificateAuthorities', 'ctlogs', 'tlogs'] as const) {
        const keys = await trusting({}, { ...services.root, [part]: other.root[part] });
        expect(verifyBundle(bundle, keys), part).toMatchObject({ kind: 'unknown-key' });
      }
    } finally {
      await other.close();
    }
  });

  it.each<[string, (bundle: ReturnType<typeof JSON.parse>) => void]>([
    [
      'what it says',
      (bundle) => {
        const said = JSON.parse(Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString());
        said.predicate.outcome = 'abort';
        bundle.dsseEnvelope.payload = Buffer.from(JSON.stringify(said)).toString('base64');
      },
    ],
    [
      'the time of the transparency log',
      (bundle) => {
        bundle.verificationMaterial.tlogEntries[0].integratedTime = '1700000000';
      },
    ],
    [
      'its entry of the transparency log, which is gone',
      (bundle) => {
        bundle.verificationMaterial.tlogEntries = [];
      },
    ],
  ])('is refused after a change of %s', async (_, change) => {
    const bundle = JSON.parse(JSON.stringify(await signer.sign(toStatement(toEvidence()))));
    change(bundle);
    expect(verifyBundle(bundle, await trusting())).toMatchObject({ kind: 'unknown-key' });
  });

  it('is refused where its own time is not that of the transparency log', async () => {
    const bundle = await signer.sign(toStatement(toEvidence(new Date('2026-01-01T00:00:00.000Z'))));
    expect(verifyBundle(bundle, await trusting())).toMatchObject({ kind: 'time' });
  });

  it('is refused where no identity is trusted', async () => {
    const bundle = await signer.sign(toStatement(toEvidence()));
    expect(verifyBundle(bundle, { keys: [], identities: [] })).toMatchObject({
      fault: 'was signed with a certificate, and no identity is trusted',
    });
  });
});

describe('nothing is signed without a key', () => {
  const sign = () => signer.sign(toStatement(toEvidence()));
  it('where no token is there', async () => {
    vi.stubEnv('ACTIONS_ID_TOKEN_REQUEST_URL', undefined);
    await expect(sign()).rejects.toThrow('write an id-token');
  });

  it.each([
    'a-secret-that-is-no-token',
    'a.secret.token',
    toToken({ name: 'a secret without a subject' }),
  ])('by the token %j, and no message holds it', async (token) => {
    services.setToken(token);
    const error: Error = await sign().then(
      () => new Error('it was signed'),
      (caught) => caught,
    );
    expect(error.message).toContain('no JSON Web Token with a subject');
    expect(error.message).not.toContain(token);
  });

  it('where Fulcio or Rekor do not answer', async () => {
    const gone = 'http://127.0.0.1:9';
    const noFulcio = await createSigner({ fulcioUrl: gone, rekorUrl: services.url, retries: 0 });
    await expect(noFulcio.sign(toStatement(toEvidence()))).rejects.toThrow('it could not be signed');
    const noRekor = await createSigner({ fulcioUrl: services.url, rekorUrl: gone, retries: 0 });
    await expect(noRekor.sign(toStatement(toEvidence()))).rejects.toThrow('it could not be signed');
  });

  it.each([
    { fulcioUrl: '', rekorUrl: 'http://127.0.0.1:9' },
    { fulcioUrl: 'http://127.0.0.1:9', rekorUrl: '' },
  ])('where one address is missing: %o', async (options) => {
    await expect(createSigner(options)).rejects.toThrow('give both SIGN_FULCIO_URL and SIGN_REKOR_URL');
  });
});
