import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SIGNERS, SIZE, TRUSTED, toEvidence, writeWholeLog } from '../../../test/evidence/tampered-log.ts';
import { withTemporaryDir } from '../files/temporary.ts';
import { openEvidenceLog } from './log.ts';
import { pruneLog } from './prune-log.ts';
import { verifyLog } from './verify-log.ts';

const withLog = (work: (dir: string) => Promise<void>) =>
  withTemporaryDir('evidence', async (parent) => {
    const dir = join(parent, 'log');
    await writeWholeLog(dir);
    await work(dir);
  });
const prune = (dir: string, before: number, signer = SIGNERS.ci) =>
  pruneLog(dir, { before, actor: 'Ann', reason: 'older than a year', keys: TRUSTED, signer });
const record = (index: number) => join('records', `${String(index).padStart(8, '0')}.sigstore.json`);

describe('a log that was pruned', () => {
  it('is whole from then on, says who pruned it, grows, and is pruned again', () =>
    withLog(async (dir) => {
      const { records } = await verifyLog(dir, TRUSTED);
      expect(await prune(dir, 3)).toBe(3);
      const found = await verifyLog(dir, TRUSTED, { heads: [records[2]?.sha256 ?? ''], count: SIZE });
      expect(found).toMatchObject({ faults: [], base: { size: 3, actor: 'Ann', head: records[2]?.sha256 } });
      expect(found.records.map(({ index }) => index)).toEqual([3, 4, 5]);
      const log = await openEvidenceLog(dir, SIGNERS.ci);
      expect((await log.append(toEvidence(0))).index).toBe(SIZE);
      expect(await prune(dir, 5)).toBe(2);
      expect(await verifyLog(dir, TRUSTED)).toMatchObject({ faults: [], base: { size: 5 } });
    }));

  it('is pruned to the end where that was broken off', () =>
    withLog(async (dir) => {
      const first = await readFile(join(dir, record(0)));
      await prune(dir, 3);
      await writeFile(join(dir, record(0)), first);
      expect((await verifyLog(dir, TRUSTED)).faults).toMatchObject([{ kind: 'place' }]);
      expect(await prune(dir, 3)).toBe(1);
      expect((await verifyLog(dir, TRUSTED)).faults).toEqual([]);
    }));

  it.each<[string, (dir: string) => Promise<unknown>, string]>([
    ['by one record more', (dir) => rm(join(dir, record(3))), 'gap'],
    ['without the statement of where it begins', (dir) => rm(join(dir, 'base.sigstore.json')), 'gap'],
    [
      'with a beginning that is another one of its own',
      (dir) => cp(join(dir, record(4)), join(dir, record(3))),
      'place',
    ],
  ])('is found out %s', (_, harm, kind) =>
    withLog(async (dir) => {
      await prune(dir, 3);
      await harm(dir);
      expect((await verifyLog(dir, TRUSTED)).faults).toContainEqual(expect.objectContaining({ kind }));
    }));
});

describe('nothing is pruned', () => {
  it('of a log that is not whole', () =>
    withLog(async (dir) => {
      await rm(join(dir, record(1)));
      await expect(prune(dir, 3)).rejects.toThrow('is not whole');
      expect((await verifyLog(dir, TRUSTED)).records).toHaveLength(SIZE - 1);
    }));

  it.each([SIZE, SIZE + 1, 99])('up to record %i, which is not there: the last one stays', (before) =>
    withLog(async (dir) => {
      await expect(prune(dir, before)).rejects.toThrow('give a record that is there');
    }));
});
