import { generateKeyPairSync } from 'node:crypto';
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../core/evidence/statement-schema.ts';
import { withTemporaryDir } from '../files/temporary.ts';
import { openEvidenceLog } from './log.ts';
import { type Keys, toTrustedKey } from './read-keys.ts';
import { createKeySigner } from './signer.ts';
import { verifyLog } from './verify-log.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const signer = createKeySigner(privateKey);
const keys: Keys = { keys: [toTrustedKey(publicKey, { name: 'ci' })], identities: [] };
const AT = '2026-03-01T12:00:00.000Z';

const toDecision = (outcome: string): Evidence => ({
  kind: 'decision',
  subjects: [{ name: 'registry.example/shop', digest: { sha256: 'ab'.repeat(32) } }],
  predicate: { at: AT, actor: 'engine', outcome, reasons: ['the canary is slower'] },
});

/** A log of so many records in a folder of its own. */
const withLog = (size: number, work: (dir: string) => Promise<void>) =>
  withTemporaryDir('evidence', async (parent) => {
    const dir = join(parent, 'log');
    const log = await openEvidenceLog(dir, signer, () => new Date(AT));
    for (let i = 0; i < size; i++) await log.append(toDecision(`step ${i}`));
    await work(dir);
  });
const record = (index: number) => join('records', `${String(index).padStart(8, '0')}.sigstore.json`);

describe('a log', () => {
  it('is whole, in the order in which it was written', () =>
    withLog(3, async (dir) => {
      const { records, faults, notes, head } = await verifyLog(dir, keys);
      expect({ faults, notes }).toEqual({ faults: [], notes: [] });
      expect(records.map(({ statement }) => statement.predicate.outcome)).toEqual([
        'step 0',
        'step 1',
        'step 2',
      ]);
      expect(records.at(-1)?.signedBy).toEqual({ name: 'ci', id: signer.id });
      expect(head).toMatchObject({ size: 3, head: records.at(-1)?.sha256 });
    }));

  it('goes on where another writer left it', () =>
    withLog(1, async (dir) => {
      const log = await openEvidenceLog(dir, signer, () => new Date(AT));
      expect((await log.append(toDecision('later'))).index).toBe(1);
      expect((await verifyLog(dir, keys)).faults).toEqual([]);
    }));

  it('takes the records of several writers at once, one after another', () =>
    withLog(0, async (dir) => {
      const logs = await Promise.all([1, 2, 3].map(() => openEvidenceLog(dir, signer)));
      await Promise.all(logs.flatMap((log) => [1, 2, 3].map((n) => log.append(toDecision(`${n}`)))));
      const { records, faults } = await verifyLog(dir, keys);
      expect({ faults, size: records.length }).toEqual({ faults: [], size: 9 });
    }));

  it('never goes back in time, whatever the clock does', () =>
    withLog(1, async (dir) => {
      const log = await openEvidenceLog(dir, signer, () => new Date('2020-01-01T00:00:00.000Z'));
      await log.append(toDecision('earlier'));
      const { records, faults } = await verifyLog(dir, keys);
      expect(faults).toEqual([]);
      expect(records.at(-1)?.statement.predicate.log?.recordedAt).toBe(AT);
    }));

  it('takes no statement that has not the form of its kind, and stays as it was', () =>
    withLog(1, async (dir) => {
      const log = await openEvidenceLog(dir, signer);
      await expect(log.append({ ...toDecision('x'), subjects: [] })).rejects.toThrow('/subject');
      await expect(log.append({ ...toDecision('x'), kind: 'gate-run' })).rejects.toThrow('gate-run');
      const { records, faults } = await verifyLog(dir, keys);
      expect({ faults, size: records.length }).toEqual({ faults: [], size: 1 });
    }));
});

describe('a writer that was ended', () => {
  it('before it wrote the head: it is told, and the next record mends it', () =>
    withLog(2, async (dir) => {
      const head = await readFile(join(dir, 'head.sigstore.json'));
      const log = await openEvidenceLog(dir, signer, () => new Date(AT));
      await log.append(toDecision('last'));
      await writeFile(join(dir, 'head.sigstore.json'), head);
      const found = await verifyLog(dir, keys);
      expect(found).toMatchObject({ faults: [], notes: [expect.stringContaining('record 2 is whole')] });

      await (await openEvidenceLog(dir, signer, () => new Date(AT))).append(toDecision('next'));
      expect(await verifyLog(dir, keys)).toMatchObject({ faults: [], notes: [], head: { size: 4 } });
    }));

  it('before it wrote the first head', () =>
    withLog(1, async (dir) => {
      await rm(join(dir, 'head.sigstore.json'));
      const found = await verifyLog(dir, keys);
      expect(found).toMatchObject({ faults: [], notes: [expect.stringContaining('first record')] });
      await (await openEvidenceLog(dir, signer, () => new Date(AT))).append(toDecision('next'));
      expect(await verifyLog(dir, keys)).toMatchObject({ faults: [], notes: [], head: { size: 2 } });
    }));

  it('in the midst of a file: the draft is told, and the next record removes it', () =>
    withLog(1, async (dir) => {
      await writeFile(join(dir, `${record(1)}.4711.new`), '{"mediaType":"appl');
      const found = await verifyLog(dir, keys);
      expect(found).toMatchObject({ faults: [], notes: [expect.stringContaining('4711.new')] });
      await (await openEvidenceLog(dir, signer, () => new Date(AT))).append(toDecision('next'));
      expect(await verifyLog(dir, keys)).toMatchObject({ faults: [], notes: [] });
    }));
});

describe('a log that is not as it was left is not continued:', () => {
  it.each<[string, (dir: string) => Promise<unknown>, string]>([
    [
      'its last record is gone',
      (dir) => rm(join(dir, record(2))),
      'record 2, which its head names, is missing',
    ],
    [
      'its last record is another',
      (dir) => cp(join(dir, record(1)), join(dir, record(2))),
      'record 2 is not the one',
    ],
    ['its head is gone', (dir) => rm(join(dir, 'head.sigstore.json')), 'its head is missing'],
    [
      'its head is no head',
      (dir) => cp(join(dir, record(2)), join(dir, 'head.sigstore.json')),
      'its head cannot be read',
    ],
  ])('%s', (_, harm, why) =>
    withLog(3, async (dir) => {
      await harm(dir);
      const before = (await readdir(dir, { recursive: true })).sort();
      const log = await openEvidenceLog(dir, signer);
      await expect(log.append(toDecision('more'))).rejects.toThrow(why);
      expect((await readdir(dir, { recursive: true })).sort()).toEqual(before);
    }));

  it('it was cut together with its head while it was open', () =>
    withLog(1, async (dir) => {
      const log = await openEvidenceLog(dir, signer);
      const head = await readFile(join(dir, 'head.sigstore.json'));
      await log.append(toDecision('bad news'));
      await rm(join(dir, record(1)));
      await writeFile(join(dir, 'head.sigstore.json'), head);
      await expect(log.append(toDecision('more'))).rejects.toThrow('cut or exchanged');
    }));
});
