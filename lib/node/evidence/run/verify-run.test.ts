import { generateKeyPairSync } from 'node:crypto';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toReleasePredicate } from '../../../core/evidence/gate-run.ts';
import { parseSubject } from '../../../core/evidence/subject.ts';
import { withTemporaryDir } from '../../files/temporary.ts';
import { writeKeyPair } from '../keys.ts';
import { openEvidenceLog } from '../log.ts';
import { type Keys, readKeys, toTrustedKey } from '../read-keys.ts';
import { createSigner } from '../signer.ts';
import { verifyLog } from '../verify-log.ts';
import { prepareSigning } from './prepare-signing.ts';
import { verifyRun } from './verify-run.ts';

const SUBJECT = `shop@sha256:${'ab'.repeat(32)}`;
const REPORT = {
  schema_version: 1,
  base: 'http://127.0.0.1:3300',
  started_at: '2026-03-01T12:00:00.000Z',
  duration_ms: 1_000,
  outcome: 'pass',
  because: 'every check held',
  exit_code: 0,
  stages: [{ id: 'soak', outcome: 'pass', because: 'held', duration_ms: 900, suite: null }],
} as const;

/** A run of some files that was signed. */
const withRun = (work: (dir: string, keys: Keys, given: Record<string, string>) => Promise<void>, log = '') =>
  withTemporaryDir('run', async (parent) => {
    const dir = join(parent, 'run');
    await mkdir(join(dir, 'failures'), { recursive: true });
    await writeFile(join(dir, 'events.ndjson'), '{"type":"run.started"}\n');
    await writeFile(join(dir, 'summary.json'), '{}');
    await writeFile(join(dir, 'failures', '1.json'), '{}');
    await writeFile(join(dir, 'k6.log'), 'it runs');
    await writeKeyPair(join(parent, 'ci'), 'p256', undefined);
    const given = {
      SIGN: 'true',
      SIGN_KEY: join(parent, 'ci.key'),
      SIGN_SUBJECT: SUBJECT,
      SIGN_BY: 'Ann',
      ...(log === '' ? {} : { EVIDENCE_LOG: join(parent, log) }),
    };
    const sign = await prepareSigning(given);
    await sign?.(dir, (run) => toReleasePredicate(REPORT, run));
    await work(dir, await readKeys([join(parent, 'ci.pub')]), given);
  });

describe('a run that was signed', () => {
  it('has the files that it had', () =>
    withRun(async (dir, keys) => {
      const found = await verifyRun(dir, keys, parseSubject(SUBJECT, 'X'));
      expect(found).toMatchObject({ faults: [], unchanged: 3, signedBy: { name: 'ci' } });
      expect(found.statement?.predicate).toMatchObject({
        actor: 'Ann',
        outcome: 'pass',
        gates: [{ id: 'soak', outcome: 'pass' }],
        files: [{ name: 'events.ndjson' }, { name: 'failures/1.json' }, { name: 'summary.json' }],
      });
    }));

  it('may have logs of programs that were written on', () =>
    withRun(async (dir, keys) => {
      await writeFile(join(dir, 'k6.log'), 'it ran');
      expect((await verifyRun(dir, keys)).faults).toEqual([]);
    }));

  it("is a record of the log that was named, and the file of the run is that record's", () =>
    withRun(async (dir, keys, given) => {
      const { records } = await verifyLog(String(given.EVIDENCE_LOG), keys);
      expect(records).toHaveLength(1);
      await cp(join(String(given.EVIDENCE_LOG), records[0]?.file ?? ''), join(dir, 'evidence.sigstore.json'));
      expect((await verifyRun(dir, keys)).faults).toEqual([]);
    }, 'log'));
});

describe('a run that was tampered with is found out:', () => {
  it.each<[string, (dir: string) => Promise<unknown>, string, string]>([
    ['its journal', (dir) => writeFile(join(dir, 'events.ndjson'), '{}'), 'changed', 'was changed since'],
    [
      'its summary',
      (dir) => writeFile(join(dir, 'summary.json'), '{"verdict":"pass"}'),
      'changed',
      'was changed since',
    ],
    [
      'a failing sample',
      (dir) => writeFile(join(dir, 'failures', '1.json'), ''),
      'changed',
      'was changed since',
    ],
    ['its journal removed', (dir) => rm(join(dir, 'events.ndjson')), 'changed', 'is missing'],
    [
      'a failing sample removed',
      (dir) => rm(join(dir, 'failures'), { recursive: true }),
      'changed',
      'is missing',
    ],
    ['a file added', (dir) => writeFile(join(dir, 'report.html'), 'all is well'), 'changed', 'was added'],
    [
      'its statement removed',
      (dir) => rm(join(dir, 'evidence.sigstore.json')),
      'unreadable',
      'was not signed',
    ],
    [
      'its statement emptied',
      (dir) => writeFile(join(dir, 'evidence.sigstore.json'), ''),
      'unreadable',
      'no Sigstore bundle',
    ],
  ])('%s', (_, harm, kind, says) =>
    withRun(async (dir, keys) => {
      await harm(dir);
      const { faults } = await verifyRun(dir, keys);
      expect(faults).toContainEqual(expect.objectContaining({ kind, text: expect.stringContaining(says) }));
    }));

  it('the statement of another run', () =>
    withRun((dir, keys) =>
      withRun(async (other) => {
        await writeFile(join(other, 'summary.json'), '{"other":true}');
        await cp(join(dir, 'evidence.sigstore.json'), join(other, 'evidence.sigstore.json'));
        expect((await verifyRun(other, keys)).faults).toContainEqual(
          expect.objectContaining({ kind: 'changed' }),
        );
      }),
    ));

  it('the statement of a stranger', () =>
    withRun(async (dir) => {
      const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const keys = { keys: [toTrustedKey(publicKey, { name: 'other' })], identities: [] };
      expect((await verifyRun(dir, keys)).faults).toMatchObject([{ kind: 'unknown-key' }]);
    }));

  it('a statement that is about something else, or of another kind', () =>
    withRun(async (dir, keys, given) => {
      const asked = parseSubject(`shop@sha256:${'cd'.repeat(32)}`, 'X');
      expect((await verifyRun(dir, keys, asked)).faults).toMatchObject([{ kind: 'subject' }]);
      const log = await openEvidenceLog(
        join(dir, '..', 'decisions'),
        await createSigner({ key: String(given.SIGN_KEY) }),
      );
      const { file } = await log.append({
        kind: 'decision',
        subjects: [parseSubject(SUBJECT, 'X')],
        predicate: { at: REPORT.started_at, actor: 'Ann', outcome: 'pass', reasons: [] },
      });
      await cp(file, join(dir, 'evidence.sigstore.json'));
      expect((await verifyRun(dir, keys)).faults).toMatchObject([{ kind: 'form' }]);
    }));
});

describe('a run is not begun that could not be signed:', () => {
  it.each<[string, Record<string, string>, string]>([
    ['without a key', { SIGN: 'true' }, 'nothing is there to sign with'],
    ['by a key that is not there', { SIGN: 'true', SIGN_KEY: '/nowhere/ci.key' }, 'cannot be read'],
    [
      'in two ways at once',
      { SIGN: 'true', SIGN_KEY: 'x', SIGN_REKOR_URL: 'http://127.0.0.1:9' },
      'give one way',
    ],
    [
      'without a key where no token is there',
      { SIGN: 'true', SIGN_FULCIO_URL: 'http://127.0.0.1:9', SIGN_REKOR_URL: 'http://127.0.0.1:9' },
      'write an id-token',
    ],
    [
      'with half of what is needed without a key',
      { SIGN: 'true', SIGN_REKOR_URL: 'http://127.0.0.1:9' },
      'give both',
    ],
  ])('%s', async (_, given, says) => {
    await expect(prepareSigning({ SIGN_SUBJECT: SUBJECT, ...given })).rejects.toThrow(says);
  });

  it.each<[string, Record<string, string>, string]>([
    ['of who knows what', { SIGN_SUBJECT: 'shop' }, 'SIGN_SUBJECT=shop: give name@sha256'],
    ['of a digest that is none', { SIGN_SUBJECT: 'shop@sha256:abc' }, 'give name@sha256'],
    [
      'of a service that is not ours, and not named',
      { SIGN_SUBJECT: '', BASE: 'http://127.0.0.1:9' },
      'say what answers at BASE',
    ],
    ['into a log that cannot be', { EVIDENCE_LOG: '/dev/null/log' }, 'cannot be written'],
  ])('%s', (_, given, says) =>
    withRun(async (_dir, _keys, usual) => {
      const saved = process.env.GITHUB_SHA;
      delete process.env.GITHUB_SHA;
      await expect(prepareSigning({ ...usual, ...given })).rejects.toThrow(says);
      if (saved !== undefined) process.env.GITHUB_SHA = saved;
    }));

  it('and nothing is asked of one that is not to be signed', async () => {
    expect(await prepareSigning({ SIGN_KEY: '/nowhere/ci.key' })).toBeUndefined();
  });
});
