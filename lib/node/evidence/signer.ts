// Whoever signs: by a key, or keyless by a certificate for a minute that an OIDC token is exchanged for.
import { createPublicKey, type KeyObject, sign } from 'node:crypto';
import { type BundleWithDsseEnvelope, bundleToJSON, type SerializedBundle } from '@sigstore/bundle';
import { DSSEBundleBuilder, FulcioSigner, RekorWitness, type Signer as SigstoreSigner } from '@sigstore/sign';
import { OptionError } from '../../core/options/option-error.ts';
import { toMessage } from '../../core/text/message.ts';
import { readPrivateKey, toHint, toKeyId } from './keys.ts';
import { createTokenProvider } from './token.ts';

/** How it is signed: by a key, or keyless. No address of a service has a default. */
export type SignerOptions =
  | {
      /** A PEM file, or `env://NAME`. */
      readonly key: string;
      readonly password?: string | undefined;
    }
  | {
      readonly fulcioUrl: string;
      readonly rekorUrl: string;
      /** How often each is asked again that does not answer. @default 2 */
      readonly retries?: number;
    };

/** Whoever signs. */
export interface Signer {
  /** What a trust file names it by: the id of its key; keyless: `keyless`. */
  readonly id: string;
  /** Its public key in PEM; undefined where it is keyless. */
  readonly publicKey: string | undefined;
  /** @throws SignError where it cannot be signed */
  sign(statement: object): Promise<SerializedBundle>;
}

/** A statement that could not be signed; nothing was written. */
export class SignError extends Error {
  override readonly name = 'SignError';
}

/** What in-toto wants its statements to be called (in-toto/attestation, spec/v1). */
export const PAYLOAD_TYPE = 'application/vnd.in-toto+json';
const TIMEOUT_MS = 10_000;

/**
 * Makes a signer.
 * @throws OptionError where the key cannot be used, or an address is missing
 */
export async function createSigner(options: SignerOptions): Promise<Signer> {
  if ('key' in options) {
    const key = await readPrivateKey(options.key, options.password);
    return createKeySigner(key);
  }
  const { fulcioUrl, rekorUrl, retries = 2 } = options;
  if (fulcioUrl === '' || rekorUrl === '')
    throw new OptionError(
      'to sign without a key, give both SIGN_FULCIO_URL and SIGN_REKOR_URL; to sign with one, give SIGN_KEY',
    );
  const retry = { retries };
  const builder = new DSSEBundleBuilder({
    signer: new FulcioSigner({
      fulcioBaseURL: fulcioUrl,
      identityProvider: createTokenProvider(),
      timeout: TIMEOUT_MS,
      retry,
    }),
    witnesses: [new RekorWitness({ rekorBaseURL: rekorUrl, entryType: 'dsse', timeout: TIMEOUT_MS, retry })],
  });
  return { id: 'keyless', publicKey: undefined, sign: (statement) => signBy(builder, statement) };
}

/** A signer by a private key that was read already. */
export function createKeySigner(privateKey: KeyObject): Signer {
  const publicKey = createPublicKey(privateKey);
  const id = toKeyId(publicKey);
  const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
  const digest = privateKey.asymmetricKeyType === 'ed25519' ? undefined : 'sha256';
  const signer: SigstoreSigner = {
    sign: async (data) => ({
      signature: sign(digest, data, privateKey),
      key: { $case: 'publicKey', publicKey: pem, hint: toHint(id) },
    }),
  };
  const builder = new DSSEBundleBuilder({ signer, witnesses: [] });
  return { id, publicKey: pem, sign: (statement) => signBy(builder, statement) };
}

async function signBy(builder: DSSEBundleBuilder, statement: object): Promise<SerializedBundle> {
  const data = Buffer.from(JSON.stringify(statement));
  const bundle = await builder.create({ data, type: PAYLOAD_TYPE }).catch((error: unknown) => {
    throw new SignError(`it could not be signed (${toReasons(error)})`);
  });
  return bundleToJSON(asCosign(bundle));
}

/** The message of an error, and of what caused it. */
function toReasons(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined ? toMessage(error) : `${toMessage(error)}: ${toReasons(cause)}`;
}

/** As cosign writes bundles: the hint names the key, and the signature does not, or cosign would pass over it. */
function asCosign(bundle: BundleWithDsseEnvelope): BundleWithDsseEnvelope {
  for (const signature of bundle.content.dsseEnvelope.signatures) signature.keyid = '';
  return bundle;
}
