import { generateKeyPairSync } from 'node:crypto';
import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withTemporaryDir } from '../files/temporary.ts';
import { KEY_TYPES, parsePublicKey, readPrivateKey, toKeyId, writeKeyPair } from './keys.ts';

const withKey = (
  work: (pair: Awaited<ReturnType<typeof writeKeyPair>>, dir: string) => Promise<void>,
  password?: string,
) =>
  withTemporaryDir('keys', async (dir) => work(await writeKeyPair(join(dir, 'ci'), 'p256', password), dir));

describe('a key pair', () => {
  it.each(KEY_TYPES)('of type %s is made for its owner alone, and read again', (type) =>
    withTemporaryDir('keys', async (dir) => {
      const pair = await writeKeyPair(join(dir, 'ci'), type, undefined);
      expect((await stat(pair.privateKey)).mode & 0o777).toBe(0o600);
      expect((await readPrivateKey(pair.privateKey, undefined)).type).toBe('private');
      expect(toKeyId(parsePublicKey(await readFile(pair.publicKey, 'utf8'), 'x'))).toBe(pair.id);
    }));

  it('is never written over', () =>
    withKey(async (pair, dir) => {
      const before = await readFile(pair.privateKey, 'utf8');
      await expect(writeKeyPair(join(dir, 'ci'), 'p256', undefined)).rejects.toThrow('is there already');
      expect(await readFile(pair.privateKey, 'utf8')).toBe(before);
    }));

  it('opens by its password alone', () =>
    withKey(async ({ privateKey }) => {
      expect(await readFile(privateKey, 'utf8')).toContain('ENCRYPTED PRIVATE KEY');
      expect((await readPrivateKey(privateKey, 'open sesame')).type).toBe('private');
      await expect(readPrivateKey(privateKey, undefined)).rejects.toThrow('SIGN_KEY_PASSWORD');
      await expect(readPrivateKey(privateKey, 'closed')).rejects.toThrow('another password');
    }, 'open sesame'));

  it('is taken from a variable', () =>
    withKey(async ({ privateKey }) => {
      const env = { CI_KEY: await readFile(privateKey, 'utf8') };
      expect((await readPrivateKey('env://CI_KEY', undefined, env)).type).toBe('private');
      await expect(readPrivateKey('env://OTHER', undefined, env)).rejects.toThrow(
        'the variable OTHER is not set',
      );
    }));
});

describe('no key to sign with is', () => {
  it.each([0o644, 0o640, 0o604, 0o660])('a file of mode %o', (mode) =>
    withKey(async ({ privateKey }) => {
      await chmod(privateKey, mode);
      await expect(readPrivateKey(privateKey, undefined)).rejects.toThrow('can be read by others');
    }));

  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
    format: 'pem',
    type: 'pkcs8',
  });
  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export({
    format: 'pem',
    type: 'pkcs8',
  });
  it.each<[string, string, string]>([
    ['an empty file', '', 'no private key'],
    ['a text', 'hello', 'no private key in PEM'],
    ['an RSA key', String(rsa), 'neither an ECDSA P-256 nor an Ed25519'],
    ['a key on another curve', String(p384), 'neither an ECDSA P-256 nor an Ed25519'],
    [
      "cosign's own form",
      '-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\neyJ\n-----END ENCRYPTED SIGSTORE PRIVATE KEY-----',
      'cosign alone reads',
    ],
    ['a file that is far too long', 'x'.repeat(20_000), 'no private key'],
  ])('%s', (_, text, why) =>
    withTemporaryDir('keys', async (dir) => {
      const file = join(dir, 'a.key');
      await writeFile(file, text, { mode: 0o600 });
      const refusal = await readPrivateKey(file, undefined).catch((error: Error) => error.message);
      expect(refusal).toContain(why);
      expect(refusal).toContain(file);
    }));

  it('a folder, or a file that is not there', () =>
    withTemporaryDir('keys', async (dir) => {
      await expect(readPrivateKey(dir, undefined)).rejects.toThrow('is no file');
      await expect(readPrivateKey(join(dir, 'none'), undefined)).rejects.toThrow('ENOENT');
    }));
});

it('whoever verifies is not given a private key', () =>
  withKey(async ({ privateKey }) => {
    const pem = await readFile(privateKey, 'utf8');
    expect(() => parsePublicKey(pem, 'x')).toThrow('which whoever verifies must not have');
  }));
