import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createTamperedLog,
  keptCount,
  keptHead,
  SIZE,
  TRUSTED,
  type Whole,
  writeWhole,
} from '../../../test/evidence/tampered-log.ts';
import { WAYS } from '../../../test/evidence/tampering.ts';
import { NOTHING_EXPECTED } from '../../core/evidence/chain.ts';
import { FAULT_KINDS } from '../../core/evidence/faults.ts';
import { repoPath } from '../files/paths.ts';
import { withTemporaryDir } from '../files/temporary.ts';
import { verifyLog } from './verify-log.ts';

let whole: Whole;
beforeAll(async () => {
  whole = await writeWhole(await mkdtemp(join(tmpdir(), 'aurora-evidence-')));
});
afterAll(() => rm(whole.parent, { recursive: true, force: true }));

describe('a log that nobody has touched', () => {
  it('is whole, also by what was kept of it elsewhere', () =>
    withTemporaryDir('evidence', async (parent) => {
      const log = await createTamperedLog(whole, join(parent, 'copy'));
      for (const expected of [NOTHING_EXPECTED, keptHead(log), keptCount(), { heads: log.hashes, count: 1 }])
        expect(await verifyLog(log.dir, TRUSTED, expected)).toMatchObject({
          faults: [],
          notes: [],
          unread: [],
        });
      expect((await verifyLog(log.dir, TRUSTED)).records).toHaveLength(SIZE);
    }));
});

describe('a log that was tampered with is found out:', () => {
  it.each(WAYS.map((way) => [way.does, way] as const))('%s', (_, { harm, kept, finds, says }) =>
    withTemporaryDir('evidence', async (parent) => {
      const log = await createTamperedLog(whole, join(parent, 'copy'));
      await harm(log);
      const { faults } = await verifyLog(log.dir, TRUSTED, kept?.(log));
      expect(faults.filter(({ kind }) => kind === finds).map(({ text }) => text)).toContainEqual(
        expect.stringContaining(says),
      );
    }));
});

describe('the list of ways', () => {
  let page = '';
  beforeAll(async () => {
    page = await readFile(repoPath('docs', 'evidence.md'), 'utf8');
  });

  it('has 40 or more, and no two that are one', () => {
    expect(WAYS.length).toBeGreaterThanOrEqual(40);
    expect(new Set(WAYS.map(({ does }) => does)).size).toBe(WAYS.length);
  });

  it('stands in docs/evidence.md, way by way', () => {
    const missing = WAYS.filter(({ does, finds }) => !page.includes(`| ${does} | ${finds} |`));
    expect(missing.map(({ does, finds }) => `| ${does} | ${finds} |`)).toEqual([]);
  });

  it('leaves out no fault that a log can have', () => {
    const found = new Set(WAYS.map(({ finds }) => finds));
    // A run's files, and what was asked for besides: run-evidence.test.ts.
    const elsewhere = ['changed', 'subject'];
    expect(Object.keys(FAULT_KINDS).filter((kind) => ![...found, ...elsewhere].includes(kind))).toEqual([]);
  });
});
