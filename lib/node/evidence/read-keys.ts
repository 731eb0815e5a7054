// Whose statements count: trust files, folders of public keys, and public keys by themselves.
import type { KeyObject } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toTrustMaterial, Verifier } from '@sigstore/verify';
import { type TrustBounds, TrustFile } from '../../core/evidence/trust-schema.ts';
import { OptionError } from '../../core/options/option-error.ts';
import { toMessage } from '../../core/text/message.ts';
import { readYamlFile } from '../yaml/read-yaml-file.ts';
import { parsePublicKey, toKeyId } from './keys.ts';

/** A public key, and what is bound to it. */
export interface TrustedKey {
  readonly id: string;
  readonly pem: string;
  readonly bounds: TrustBounds;
  readonly verifier: Verifier;
}
/** An identity that certificates name, and what vouches for them. */
export interface TrustedIdentity {
  readonly issuer: string;
  readonly subject: string;
  readonly bounds: TrustBounds;
  readonly verifier: Verifier;
}
/** Whose statements count. */
export interface Keys {
  readonly keys: readonly TrustedKey[];
  readonly identities: readonly TrustedIdentity[];
}

const NO_ROOT = TrustedRoot.fromJSON({});
const MAX_ROOT_BYTES = 1_000_000;
const unusable = (file: string, why: string) => new OptionError(`EVIDENCE_KEYS=${file} ${why}`);

/**
 * Reads who is trusted: each path is a trust file (.yaml, .yml, .json), a public key in PEM, or a folder, of which every .pub and
 * .pem counts.
 * @throws OptionError that names the file and the remedy; also where nobody would be trusted
 */
export async function readKeys(paths: readonly string[]): Promise<Keys> {
  const read = await Promise.all(paths.map(readPath));
  const keys = read.flatMap((one) => one.keys);
  const identities = read.flatMap((one) => one.identities);
  if (keys.length + identities.length === 0)
    throw unusable(paths.join(','), 'names no key; give a public key, a folder of them, or a trust file');
  const doubled = keys.find(({ id }, i) => keys.findIndex((other) => other.id === id) !== i);
  if (doubled)
    throw unusable(paths.join(','), `has the key ${doubled.id} twice, and which bounds hold cannot be told`);
  return { keys, identities };
}

/** A trusted key without bounds, for whoever has it at hand. */
export function toTrustedKey(key: KeyObject, bounds: TrustBounds): TrustedKey {
  const found = { publicKey: key, validFor: () => true };
  return {
    id: toKeyId(key),
    pem: key.export({ format: 'pem', type: 'spki' }).toString(),
    bounds,
    verifier: new Verifier(
      toTrustMaterial(NO_ROOT, () => found),
      {
        ctlogThreshold: 0,
        tlogThreshold: 0,
        timestampThreshold: 0,
      },
    ),
  };
}

async function readPath(path: string): Promise<Keys> {
  const found = await stat(path).catch((error: unknown) => {
    throw unusable(path, `cannot be read (${toMessage(error)})`);
  });
  if (found.isDirectory()) {
    const names = (await readdir(path)).filter((name) => /\.(?:pub|pem)$/.test(name)).sort();
    const keys = await Promise.all(names.map((name) => readPublicKey(join(path, name))));
    return { keys, identities: [] };
  }
  if (/\.(?:ya?ml|json)$/i.test(path)) return readTrustFile(path);
  return { keys: [await readPublicKey(path)], identities: [] };
}

async function readPublicKey(file: string): Promise<TrustedKey> {
  const name = basename(file).replace(/\.(?:pub|pem)$/, '');
  return toTrustedKey(parsePublicKey(await readText(file), `EVIDENCE_KEYS=${file}`), { name });
}

async function readText(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > MAX_ROOT_BYTES) throw new Error('it is too large');
    return await readFile(file, 'utf8');
  } catch (error) {
    throw unusable(file, `cannot be read (${toMessage(error)})`);
  }
}

async function readTrustFile(file: string): Promise<Keys> {
  const reading = await readYamlFile(file, TrustFile);
  if ('faults' in reading) {
    const [first] = reading.faults;
    throw unusable(`${file}:${first?.line}:${first?.column}`, `cannot be used: ${first?.text}`);
  }
  const trust = reading.value;
  const near = (path: string) => resolve(dirname(file), path);
  const keys = (trust.keys ?? []).map(async ({ file: keyFile, pem, ...bounds }) => {
    if ((keyFile === undefined) === (pem === undefined))
      throw unusable(
        file,
        `gives the key of ${bounds.name} as neither or both of file and pem; give one of them`,
      );
    const text = pem ?? (await readText(near(keyFile ?? '')));
    return toTrustedKey(parsePublicKey(text, `EVIDENCE_KEYS=${file}: the key of ${bounds.name}`), bounds);
  });
  const identities = (trust.identities ?? []).map(async ({ issuer, subject, trustedRoot, ...bounds }) => ({
    issuer,
    subject,
    bounds,
    verifier: await readVerifier(near(trustedRoot)),
  }));
  return { keys: await Promise.all(keys), identities: await Promise.all(identities) };
}

/** What the trusted root names is asked for: a log of certificates, a transparency log. A time that a third has witnessed is always asked for. */
async function readVerifier(file: string): Promise<Verifier> {
  const text = await readText(file);
  try {
    const root = TrustedRoot.fromJSON(JSON.parse(text));
    if (root.certificateAuthorities.length === 0) throw new Error('it names no certificate authority');
    return new Verifier(toTrustMaterial(root), {
      ctlogThreshold: Math.min(1, root.ctlogs.length),
      tlogThreshold: Math.min(1, root.tlogs.length),
      timestampThreshold: 1,
    });
  } catch (error) {
    throw unusable(file, `is no trusted root (${toMessage(error)})`);
  }
}
