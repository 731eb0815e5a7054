// Key pairs as PEM files: made, and read by whoever signs.
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { constants, open, rm, writeFile } from 'node:fs/promises';
import { OptionError } from '../../core/options/option-error.ts';
import { toMessage } from '../../core/text/message.ts';

export const KEY_TYPES = ['p256', 'ed25519'] as const;
export type KeyType = (typeof KEY_TYPES)[number];

/** A PEM of one key has some hundred bytes. */
const MAX_PEM_BYTES = 16_384;
/** A key that is given by a variable instead of a file, as cosign takes one. */
const IN_ENVIRONMENT = /^env:\/\/(?<name>\w+)$/;

/** The name of a public key: SHA-256 of its SubjectPublicKeyInfo, in hex. */
export const toKeyId = (key: KeyObject): string =>
  createHash('sha256')
    .update(key.export({ format: 'der', type: 'spki' }))
    .digest('hex');

/** The same as bundles name it: in base64. */
export const toHint = (id: string): string => Buffer.from(id, 'hex').toString('base64');
/** The id of a key by the hint of a bundle; undefined where the hint is none of that form. */
export function findKeyId(hint: string): string | undefined {
  const id = Buffer.from(hint, 'base64').toString('hex');
  return toHint(id) === hint && id.length === 64 ? id : undefined;
}

/**
 * Makes a key pair: `<name>.key`, for its owner alone and locked by `password` where there is one, and `<name>.pub`.
 * @throws OptionError where a file is there already or cannot be written
 */
export async function writeKeyPair(name: string, type: KeyType, password: string | undefined) {
  const { privateKey, publicKey } =
    type === 'p256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519');
  const lock = password === undefined ? {} : { cipher: 'aes-256-cbc', passphrase: password };
  const files = { privateKey: `${name}.key`, publicKey: `${name}.pub` };
  await writeNew(files.privateKey, privateKey.export({ format: 'pem', type: 'pkcs8', ...lock }), 0o600);
  await writeNew(files.publicKey, publicKey.export({ format: 'pem', type: 'spki' }), 0o644).catch(
    async (error: unknown) => {
      await rm(files.privateKey, { force: true });
      throw error;
    },
  );
  return { ...files, id: toKeyId(publicKey) };
}

async function writeNew(file: string, text: string | Buffer, mode: number): Promise<void> {
  await writeFile(file, text, { mode, flag: 'wx', flush: true }).catch((error: NodeJS.ErrnoException) => {
    const why =
      error.code === 'EEXIST'
        ? 'is there already, and a key is never written over'
        : `cannot be written (${toMessage(error)})`;
    throw new OptionError(`${file} ${why}; give another name with --out`);
  });
}

/**
 * Reads a private key: of a PEM file that only its owner may read, or of a variable given as `env://NAME`.
 * @throws OptionError, which never holds any of the key
 */
export async function readPrivateKey(
  from: string,
  password: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
): Promise<KeyObject> {
  const name = IN_ENVIRONMENT.exec(from)?.groups?.name;
  if (name === undefined) return parsePrivateKey(await readOwnFile(from), from, password);
  const pem = env[name] ?? '';
  if (pem === '')
    throw new OptionError(
      `SIGN_KEY=${from}: the variable ${name} is not set; set it to the PEM of a private key`,
    );
  return parsePrivateKey(pem, from, password);
}

async function readOwnFile(file: string): Promise<string> {
  const unusable = (why: string) => new OptionError(`SIGN_KEY=${file} ${why}`);
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: unknown) => {
    throw unusable(`cannot be read (${toMessage(error)}); give a file that npm run evidence -- keygen made`);
  });
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw unusable('is no file; give a PEM file');
    if ((found.mode & 0o077) !== 0)
      throw unusable(
        `can be read by others (mode ${(found.mode & 0o777).toString(8)}); run chmod 600 on it, and make a new key where others may have read it`,
      );
    if (found.size > MAX_PEM_BYTES) throw unusable('is no private key; give a PEM file');
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

function parsePrivateKey(pem: string, from: string, password: string | undefined): KeyObject {
  const unusable = (why: string) => new OptionError(`SIGN_KEY=${from} ${why}`);
  if (/BEGIN ENCRYPTED (?:SIGSTORE|COSIGN) PRIVATE KEY/.test(pem))
    throw unusable(
      "is in cosign's own encrypted form, which cosign alone reads; make a key with npm run evidence -- keygen, which cosign import-key-pair takes",
    );
  const isLocked = pem.includes('BEGIN ENCRYPTED PRIVATE KEY');
  if (isLocked && password === undefined) throw unusable('is locked by a password; set SIGN_KEY_PASSWORD');
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: pem, ...(password === undefined ? {} : { passphrase: password }) });
  } catch {
    throw unusable(
      isLocked
        ? 'cannot be unlocked; SIGN_KEY_PASSWORD is another password'
        : 'is no private key in PEM; give a file that npm run evidence -- keygen made',
    );
  }
  requireKnownType(key, unusable);
  return key;
}

/**
 * A public key of a PEM text.
 * @throws OptionError where it is none, or of a type that we do not sign with; also where it is a private key
 */
export function parsePublicKey(pem: string, from: string): KeyObject {
  const unusable = (why: string) => new OptionError(`${from} ${why}`);
  if (pem.includes('PRIVATE KEY'))
    throw unusable('is a private key, which whoever verifies must not have; give its .pub');
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch {
    throw unusable('is no public key in PEM; give a .pub file');
  }
  requireKnownType(key, unusable);
  return key;
}

function requireKnownType(key: KeyObject, unusable: (why: string) => OptionError): void {
  const isKnown =
    key.asymmetricKeyType === 'ed25519' ||
    (key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1');
  if (!isKnown) throw unusable('is neither an ECDSA P-256 nor an Ed25519 key; give one of those');
}
