import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeKeyPair } from '../../lib/node/evidence/keys.ts';
import { openEvidenceLog } from '../../lib/node/evidence/log.ts';
import { createSigner } from '../../lib/node/evidence/signer.ts';
import { withTemporaryDir } from '../../lib/node/files/temporary.ts';
import { TAMPERINGS } from './parts.ts';
import { tryTamperings } from './tamper.ts';

const writeLog = async (dir: string, records: number) => {
  const keys = await writeKeyPair(join(dir, 'key'), 'p256', undefined);
  const log = join(dir, 'log');
  const writer = await openEvidenceLog(log, await createSigner({ key: keys.privateKey }));
  for (let n = 0; n < records; n++)
    await writer.append({
      kind: 'decision',
      subjects: [{ name: 'image', digest: { sha256: String(n).repeat(64) } }],
      predicate: { at: '2026-01-31T12:00:00.000Z', actor: 'test', outcome: 'hold', reasons: [] },
    });
  await writer.close();
  return { log, publicKey: keys.publicKey };
};

it('is found, each way of it', () =>
  withTemporaryDir('tamper', async (dir) => {
    const { log, publicKey } = await writeLog(dir, 4);
    const tried = await tryTamperings(log, publicKey);
    expect(tried).toEqual(Object.fromEntries(Object.keys(TAMPERINGS).map((id) => [id, { isFound: true }])));
  }));

it('cannot be tried on a log of two records', () =>
  withTemporaryDir('tamper', async (dir) => {
    const { log, publicKey } = await writeLog(dir, 2);
    await expect(tryTamperings(log, publicKey)).rejects.toThrow('too few records');
  }));
