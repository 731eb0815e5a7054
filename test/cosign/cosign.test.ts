// Another program than ours reads what we signed, and we read what it signed.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toPredicateType } from '../../lib/core/evidence/kinds.ts';
import { toRecordName } from '../../lib/core/evidence/places.ts';
import type { Evidence } from '../../lib/core/evidence/statement-schema.ts';
import { toStatement } from '../../lib/core/evidence/to-statement.ts';
import { ensureTool } from '../../lib/node/build/tools.ts';
import { KEY_TYPES, writeKeyPair } from '../../lib/node/evidence/keys.ts';
import { openEvidenceLog } from '../../lib/node/evidence/log.ts';
import { readKeys } from '../../lib/node/evidence/read-keys.ts';
import { createSigner } from '../../lib/node/evidence/signer.ts';
import { verifyBundle } from '../../lib/node/evidence/verify-bundle.ts';
import { runProgram } from '../../lib/node/process/run-program.ts';

const DIGEST = 'ab'.repeat(32);
const EVIDENCE: Evidence = {
  kind: 'decision',
  subjects: [{ name: 'registry.example/shop', digest: { sha256: DIGEST } }],
  predicate: {
    at: '2026-03-01T12:00:00.000Z',
    actor: 'engine',
    outcome: 'promote',
    reasons: ['all is well'],
  },
};
/** Names nobody: what is signed by key is in no log, and cosign is not to ask the public services for theirs. */
const NO_ROOT = { mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1' };

let cosign = '';
let dir = '';
beforeAll(async () => {
  cosign = await ensureTool('cosign');
  dir = await mkdtemp(join(tmpdir(), 'aurora-cosign-'));
  await writeFile(join(dir, 'root.json'), JSON.stringify(NO_ROOT));
  for (const type of KEY_TYPES) await writeKeyPair(join(dir, type), type, undefined);
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const run = (args: readonly string[]) =>
  runProgram(cosign, args, {
    cwd: dir,
    env: { PATH: process.env.PATH, HOME: dir, COSIGN_PASSWORD: '' },
    timeoutMs: 60_000,
  });
const verify = (bundle: string, key: string, more: readonly string[]) =>
  run([
    ...['verify-blob-attestation', '--bundle', bundle, '--new-bundle-format', '--trusted-root', 'root.json'],
    ...['--key', `${key}.pub`, '--insecure-ignore-tlog=true', ...more],
  ]);
const ABOUT = ['--digest', DIGEST, '--digestAlg', 'sha256'];

describe.each(KEY_TYPES)('cosign on a record that was signed by a key of type %s', (type) => {
  let record = '';
  beforeAll(async () => {
    const log = await openEvidenceLog(
      join(dir, `${type}-log`),
      await createSigner({ key: join(dir, `${type}.key`) }),
    );
    await log.append(EVIDENCE);
    record = join(dir, `${type}-log`, toRecordName(0));
  });

  it('verifies it, and that it is about the image', async () => {
    const { code, output } = await verify(record, type, ABOUT);
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('Verified OK') });
  });

  it('refuses it for another image', async () => {
    expect(
      (await verify(record, type, ['--digest', 'cd'.repeat(32), '--digestAlg', 'sha256'])).code,
    ).not.toBe(0);
  });

  it('does not look at the kind, whatever --type says: whoever uses it must', async () => {
    expect((await verify(record, type, [...ABOUT, '--type', toPredicateType('rollback')])).code).toBe(0);
  });

  it('refuses it by another key', async () => {
    const other = KEY_TYPES.find((one) => one !== type) ?? '';
    expect((await verify(record, other, ABOUT)).code).not.toBe(0);
  });

  it('refuses it once it was changed', async () => {
    const bundle = JSON.parse(await readFile(record, 'utf8'));
    const said = Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString().replace('promote', 'abort');
    bundle.dsseEnvelope.payload = Buffer.from(said).toString('base64');
    await writeFile(join(dir, 'changed.json'), JSON.stringify(bundle));
    expect((await verify('changed.json', type, ABOUT)).code).not.toBe(0);
  });
});

describe('what cosign signed by our key', () => {
  beforeAll(async () => {
    await writeFile(join(dir, 'statement.json'), JSON.stringify(toStatement(EVIDENCE)));
    const imported = await run(['import-key-pair', '--key', 'p256.key', '--output-key-prefix', 'imported']);
    expect(imported.code, imported.output).toBe(0);
    const signed = await run([
      ...['attest-blob', '--key', 'imported.key', '--statement', 'statement.json', '--new-bundle-format'],
      ...['--bundle', 'cosign.json', '--tlog-upload=false', '--yes'],
    ]);
    expect(signed.code, signed.output).toBe(0);
  });

  it('is verified by us, by the same key', async () => {
    const bundle = await readFile(join(dir, 'cosign.json'), 'utf8');
    expect(verifyBundle(bundle, await readKeys([join(dir, 'p256.pub')]))).toMatchObject({
      kind: 'decision',
      statement: { predicate: { outcome: 'promote' } },
      signedBy: { name: 'p256' },
    });
  });

  it('is refused by us, by another key', async () => {
    const bundle = await readFile(join(dir, 'cosign.json'), 'utf8');
    expect(verifyBundle(bundle, await readKeys([join(dir, 'ed25519.pub')]))).toMatchObject({
      kind: 'unknown-key',
    });
  });
});
