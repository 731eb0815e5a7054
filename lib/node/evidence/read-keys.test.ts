import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withTemporaryDir } from '../files/temporary.ts';
import { writeKeyPair } from './keys.ts';
import { readKeys } from './read-keys.ts';

const withKeys = (work: (dir: string, pem: string) => Promise<void>) =>
  withTemporaryDir('trust', async (dir) => {
    await writeKeyPair(join(dir, 'ci'), 'p256', undefined);
    await writeKeyPair(join(dir, 'engine'), 'ed25519', undefined);
    await work(dir, await readFile(join(dir, 'ci.pub'), 'utf8'));
  });

describe('who is trusted is read', () => {
  it('of a public key, named by its file', () =>
    withKeys(async (dir) => {
      expect((await readKeys([join(dir, 'ci.pub')])).keys).toMatchObject([{ bounds: { name: 'ci' } }]);
    }));

  it('of a folder: its public keys, and nothing else', () =>
    withKeys(async (dir) => {
      const { keys } = await readKeys([dir]);
      expect(keys.map(({ bounds }) => bounds.name)).toEqual(['ci', 'engine']);
    }));

  it('of a trust file, with keys beside it or in it', () =>
    withKeys(async (dir, pem) => {
      await writeFile(
        join(dir, 'trust.yaml'),
        `version: 1\nkeys:\n  - { name: engine, file: engine.pub, kinds: [decision] }\n  - name: ci\n    until: 2027-01-01T00:00:00.000Z\n    pem: |\n${pem.replaceAll(/^/gm, '      ')}\n`,
      );
      const { keys } = await readKeys([join(dir, 'trust.yaml')]);
      expect(keys.map(({ bounds }) => bounds)).toEqual([
        { name: 'engine', kinds: ['decision'] },
        { name: 'ci', until: '2027-01-01T00:00:00.000Z' },
      ]);
    }));
});

describe('nobody is trusted by', () => {
  it.each<[string, string, string]>([
    ['a key that is unknown to the form', 'version: 1\nkeys: [{ name: ci, file: ci.pub, untill: x }]', ':2:'],
    ['a time that is none', 'version: 1\nkeys: [{ name: ci, file: ci.pub, until: tomorrow }]', ':2:'],
    [
      'a kind that is none',
      'version: 1\nkeys: [{ name: ci, file: ci.pub, kinds: [descision] }]',
      'Did you mean decision',
    ],
    [
      'a key given twice over',
      'version: 1\nkeys: [{ name: a, file: ci.pub }, { name: b, file: ci.pub }]',
      'twice',
    ],
    ['neither file nor PEM', 'version: 1\nkeys: [{ name: ci }]', 'neither or both of file and pem'],
    ['a file that is not there', 'version: 1\nkeys: [{ name: ci, file: none.pub }]', 'ENOENT'],
    ['a private key', 'version: 1\nkeys: [{ name: ci, file: ci.key }]', 'must not have'],
    ['no key at all', 'version: 1', 'names no key'],
    [
      'a trusted root that is none',
      'version: 1\nidentities: [{ name: a, issuer: b, subject: c, trustedRoot: ci.pub }]',
      'no trusted root',
    ],
    ['another version', 'version: 2', ':1:'],
    ['what is no YAML', 'version: [1', ':1:'],
  ])('a trust file with %s', (_, text, says) =>
    withKeys(async (dir) => {
      await writeFile(join(dir, 'trust.yaml'), text);
      await expect(readKeys([join(dir, 'trust.yaml')])).rejects.toThrow(says);
    }));

  it('a folder without keys, or a path that is not there', () =>
    withKeys(async (dir) => {
      await mkdir(join(dir, 'empty'));
      await expect(readKeys([join(dir, 'empty')])).rejects.toThrow('names no key');
      await expect(readKeys([join(dir, 'none')])).rejects.toThrow('ENOENT');
      await expect(readKeys([join(dir, 'ci.key')])).rejects.toThrow('must not have');
    }));
});
