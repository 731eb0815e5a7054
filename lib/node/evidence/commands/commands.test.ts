import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { toEvidence, writeWholeLog } from '../../../../test/evidence/tampered-log.ts';
import { withTemporaryDir } from '../../files/temporary.ts';
import { runProgram } from '../../process/run-program.ts';
import { writeKeyPair } from '../keys.ts';
import { createSigner } from '../signer.ts';
import { ACTIONS } from './actions.ts';
import { createContext } from './context.ts';
import type { EvidenceAction } from './options.ts';

const said: string[] = [];
beforeEach(() => {
  vi.spyOn(console, 'log').mockImplementation((line) => void said.push(line));
  vi.spyOn(console, 'error').mockImplementation((line) => void said.push(line));
});

/** What an action says, and its exit code. */
async function run(action: EvidenceAction, folder: string, values: Record<string, string>, index = '') {
  said.length = 0;
  const code = await ACTIONS[action](createContext(values, action, folder, index));
  return { code, text: said.join('\n') };
}

const withLog = (
  work: (dir: string, log: string, keys: { readonly EVIDENCE_KEYS: string }) => Promise<void>,
) =>
  withTemporaryDir('evidence', async (dir) => {
    const pair = await writeKeyPair(join(dir, 'ci'), 'p256', undefined);
    const log = join(dir, 'log');
    await writeWholeLog(log, 3, await createSigner({ key: pair.privateKey }));
    await work(dir, log, { EVIDENCE_KEYS: pair.publicKey });
  });

describe('verify', () => {
  it('says that a log is whole, and its head', () =>
    withLog(async (_, log, keys) => {
      const { code, text } = await run('verify', log, keys);
      expect(code).toBe(0);
      expect(text).toMatch(/3 records.*\nhead [0-9a-f]{64}/);
      const json = JSON.parse((await run('verify', log, { ...keys, EVIDENCE_JSON: 'true' })).text);
      expect(json).toMatchObject({ outcome: 'pass', of: 'log', records: 3, faults: [] });
    }));

  it('says what was changed, and exits with 1', () =>
    withLog(async (_, log, keys) => {
      await writeFile(join(log, 'records', '00000001.sigstore.json'), '{}');
      const { code, text } = await run('verify', log, keys);
      expect(code).toBe(1);
      expect(text).toContain('✗ unreadable: records/00000001.sigstore.json');
      expect((await run('verify', log, { ...keys, EVIDENCE_EXPECT_COUNT: '4' })).text).toContain(
        '✗ truncated',
      );
    }));

  it('verifies one bundle, and what it is about', () =>
    withLog(async (_, log, keys) => {
      const file = join(log, 'records', '00000001.sigstore.json');
      expect((await run('verify', file, keys)).code).toBe(0);
      const subject = `x@sha256:${toEvidence(1).subjects[0]?.digest.sha256}`;
      expect((await run('verify', file, { ...keys, EVIDENCE_SUBJECT: subject })).code).toBe(0);
      const other = await run('verify', file, { ...keys, EVIDENCE_SUBJECT: `x@sha256:${'f'.repeat(64)}` });
      expect(other).toMatchObject({ code: 1, text: expect.stringContaining('✗ subject') });
    }));

  it.each<[string, string, string]>([
    ['a run that was killed', 'events.ndjson', 'is missing: the run was not signed'],
    ['a release gate that was not signed', 'release-gate.json', 'is missing: the run was not signed'],
    ['an empty folder', '', 'no evidence log is in this folder'],
  ])('finds nothing signed in the folder of %s', (_, file, says) =>
    withLog(async (dir, log, keys) => {
      const folder = join(dir, 'run');
      await mkdir(folder);
      if (file !== '') await writeFile(join(folder, file), '{}');
      const found = await run('verify', folder, keys);
      expect(found).toMatchObject({ code: 1, text: expect.stringContaining(says) });
      // Put into a log it makes no run of it.
      await writeFile(join(log, file || 'x'), '{}');
      expect((await run('verify', log, keys)).text).toContain('✗ stray');
    }));

  it.each<[string, Record<string, string>, string]>([
    ['no keys', { EVIDENCE_KEYS: '' }, 'EVIDENCE_KEYS is empty'],
    ['a hash that is none', { EVIDENCE_EXPECT_HEAD: 'abc' }, 'EVIDENCE_EXPECT_HEAD'],
    ['a subject that is none', { EVIDENCE_SUBJECT: 'abc' }, 'EVIDENCE_SUBJECT=abc'],
  ])('refuses %s', (_, values, says) =>
    withLog(async (_dir, log, keys) => {
      await expect(run('verify', log, { ...keys, ...values })).rejects.toThrow(says);
    }));

  it('refuses a folder that is not named, or not there', async () => {
    await expect(run('verify', '', {})).rejects.toThrow('verify needs a folder');
    await withLog((dir, _, keys) => expect(run('verify', join(dir, 'none'), keys)).rejects.toThrow('ENOENT'));
  });
});

describe('list and show', () => {
  it('print the records of a log that is whole', () =>
    withLog(async (_, log, keys) => {
      expect((await run('list', log, keys)).text.split('\n')).toHaveLength(3);
      const shown = JSON.parse((await run('show', log, keys, '2')).text);
      expect(shown.statement.predicate).toMatchObject({ outcome: 'hold', log: { index: 2 } });
      await expect(run('show', log, keys, '9')).rejects.toThrow('has no record 9');
      await expect(run('show', log, keys)).rejects.toThrow('no index');
    }));

  it('print nothing of one that is not', () =>
    withLog(async (_, log, keys) => {
      await writeFile(join(log, 'records', '00000001.sigstore.json'), '{}');
      await expect(run('list', log, keys)).rejects.toThrow('is not whole');
    }));
});

describe('an export', () => {
  const check = (out: string) =>
    runProgram('sh', ['check.sh'], { cwd: out, env: { PATH: process.env.PATH }, timeoutMs: 60_000 });

  it('is checked by openssl and jq alone, and shows a change to them', () =>
    withLog(async (dir, log, keys) => {
      const out = join(dir, 'audit');
      expect((await run('export', log, { ...keys, EVIDENCE_OUT: out })).code).toBe(0);
      expect((await readdir(out)).sort()).toEqual(
        ['README.md', 'check.sh', 'head.sigstore.json', 'keys', 'records', 'records.tsv'].sort(),
      );
      const whole = await check(out);
      expect(whole, whole.output).toMatchObject({ code: 0, output: expect.stringContaining('3 records') });
      const file = join(out, 'records', '00000001.sigstore.json');
      const bundle = JSON.parse(await readFile(file, 'utf8'));
      const changed = Buffer.from(bundle.dsseEnvelope.payload, 'base64')
        .toString()
        .replace('promote', 'hold');
      bundle.dsseEnvelope.payload = Buffer.from(changed).toString('base64');
      await writeFile(file, JSON.stringify(bundle));
      expect(await check(out)).toMatchObject({ code: 1, output: expect.stringContaining('does not fit') });
    }));

  it('holds the part that was asked for, and never goes into a folder that is there', () =>
    withLog(async (dir, log, keys) => {
      const out = join(dir, 'audit');
      await run('export', log, { ...keys, EVIDENCE_OUT: out, EVIDENCE_FROM: '1', EVIDENCE_BEFORE: '2' });
      expect(await readdir(join(out, 'records'))).toEqual(['00000001.sigstore.json']);
      await expect(run('export', log, { ...keys, EVIDENCE_OUT: out })).rejects.toThrow('is not there yet');
      await expect(
        run('export', log, { ...keys, EVIDENCE_OUT: `${out}2`, EVIDENCE_FROM: '9' }),
      ).rejects.toThrow('has no record');
    }));
});
