// One bundle: who signed it, whether they may, and what it says.
import { type BundleWithDsseEnvelope, bundleFromJSON, isBundleWithDsseEnvelope } from '@sigstore/bundle';
import { toSignedEntity } from '@sigstore/verify';
import type { FaultKind } from '../../core/evidence/faults.ts';
import { findTrustFault, type Stated } from '../../core/evidence/trust.ts';
import type { TrustBounds } from '../../core/evidence/trust-schema.ts';
import { toMessage } from '../../core/text/message.ts';
import { toPlain } from '../../core/text/plain-text.ts';
import { findKeyId } from './keys.ts';
import type { Keys } from './read-keys.ts';
import { PAYLOAD_TYPE } from './signer.ts';
import { type Payload, readPayload } from './statement-form.ts';

/** Who signed. */
export interface SignedBy {
  /** By the trust file. */
  readonly name: string;
  /** The id of the key, or the identity of the certificate. */
  readonly id: string;
}
export interface BundleFault {
  readonly kind: FaultKind;
  /** What is wrong, as the end of a sentence that begins with the bundle. */
  readonly fault: string;
}
export type VerifiedPayload = { readonly payload: Payload; readonly signedBy: SignedBy };
export type VerifiedBundle =
  | (Extract<Payload, { statement: unknown }> & { readonly signedBy: SignedBy })
  | BundleFault;

/** Bundles of ours are some kilobytes; nobody is to be kept busy by a large one. */
export const MAX_BUNDLE_BYTES = 4 * 1024 * 1024;
const V03 = 'application/vnd.dev.sigstore.bundle.v0.3+json';
/** By how much a record's time and that of a transparency log may differ. */
const MAX_APART_MS = 10 * 60_000;

const faultOf = (kind: FaultKind, fault: string): BundleFault => ({ kind, fault });

/**
 * Verifies a bundle of a statement: its signature, that its signer is trusted for it at its time, and its form.
 * @param bundle its JSON, as a text or parsed
 */
export function verifyBundle(bundle: unknown, keys: Keys): VerifiedBundle {
  const verified = verifyPayload(bundle, keys);
  if ('fault' in verified) return verified;
  const { payload, signedBy } = verified;
  if (!('statement' in payload)) return faultOf('form', `is the ${payload.kind} of a log, and no statement`);
  return { ...payload, signedBy };
}

/** The same of any bundle of ours, also of the head of a log. */
export function verifyPayload(bundle: unknown, keys: Keys): VerifiedPayload | BundleFault {
  const read = readBundle(bundle);
  if ('fault' in read) return read;
  const signer = findSigner(read, keys);
  if ('fault' in signer) return signer;
  const payload = readPayload(read.content.dsseEnvelope.payload);
  if (typeof payload === 'string') return faultOf('form', payload);
  const stated = toStated(payload);
  if (signer.witnessedAt !== undefined) {
    const apartMs = Math.abs(signer.witnessedAt.getTime() - Date.parse(stated.at));
    if (apartMs > MAX_APART_MS)
      return faultOf(
        'time',
        `says that it was taken at ${stated.at}, and the transparency log took it at ${signer.witnessedAt.toISOString()}`,
      );
  }
  const untrusted = findTrustFault(signer.bounds, stated);
  if (untrusted !== undefined) return faultOf('untrusted', `was signed ${untrusted}`);
  return { payload, signedBy: { name: signer.bounds.name, id: signer.id } };
}

function readBundle(bundle: unknown): BundleWithDsseEnvelope | BundleFault {
  let read: ReturnType<typeof bundleFromJSON>;
  try {
    read = bundleFromJSON(typeof bundle === 'string' ? JSON.parse(bundle) : bundle);
  } catch (error) {
    return faultOf('unreadable', `is no Sigstore bundle (${toPlain(toMessage(error), 200)})`);
  }
  if (read.mediaType !== V03)
    return faultOf('unreadable', `is a bundle of another version, ${toPlain(read.mediaType, 100)}`);
  if (!isBundleWithDsseEnvelope(read)) return faultOf('unreadable', 'has no DSSE envelope');
  const { payloadType } = read.content.dsseEnvelope;
  if (payloadType !== PAYLOAD_TYPE)
    return faultOf('form', `holds ${toPlain(payloadType, 100)} in place of a statement`);
  return read;
}

interface FoundSigner {
  readonly bounds: TrustBounds;
  readonly id: string;
  /** When a transparency log took it. */
  readonly witnessedAt?: Date;
}

function findSigner(bundle: BundleWithDsseEnvelope, keys: Keys): FoundSigner | BundleFault {
  let entity: ReturnType<typeof toSignedEntity>;
  try {
    entity = toSignedEntity(bundle);
  } catch (error) {
    return faultOf('unreadable', `is no Sigstore bundle (${toPlain(toMessage(error), 200)})`);
  }
  return entity.key.$case === 'certificate'
    ? findIdentity(bundle, entity, keys)
    : findKey(entity.key.hint, entity, keys);
}

/** Of a bundle that names its key, that key; of one that does not, whichever fits. */
function findKey(
  hint: string,
  entity: ReturnType<typeof toSignedEntity>,
  { keys }: Keys,
): FoundSigner | BundleFault {
  const named = findKeyId(hint);
  const candidates = named === undefined ? keys : keys.filter(({ id }) => id === named);
  if (candidates.length === 0)
    return faultOf('unknown-key', `was signed by the key ${named}, and nobody who is trusted has it`);
  for (const { id, bounds, verifier } of candidates) {
    try {
      verifier.verify(entity);
      return { id, bounds };
    } catch {
      // Another key may fit.
    }
  }
  return named === undefined
    ? faultOf('unknown-key', 'has a signature that fits no key that is trusted, or does not fit what it says')
    : faultOf(
        'signature',
        `has a signature of ${candidates[0]?.bounds.name} that does not fit what it says: one of both was changed`,
      );
}

function findIdentity(
  bundle: BundleWithDsseEnvelope,
  entity: ReturnType<typeof toSignedEntity>,
  { identities }: Keys,
): FoundSigner | BundleFault {
  if (identities.length === 0)
    return faultOf('unknown-key', 'was signed with a certificate, and no identity is trusted');
  let why = '';
  for (const { bounds, issuer, subject, verifier } of identities) {
    try {
      const { identity } = verifier.verify(entity);
      const named = identity?.subjectAlternativeName ?? '';
      const by = identity?.extensions?.issuer ?? '';
      // Compared whole: the library takes what it is given for a regular expression, which a longer name fits as well.
      if (named === subject && by === issuer) {
        const taken = bundle.verificationMaterial.tlogEntries[0]?.integratedTime;
        const witnessedAt = taken === undefined ? undefined : new Date(Number(taken) * 1000);
        return { bounds, id: `${subject} by ${issuer}`, ...(witnessedAt ? { witnessedAt } : {}) };
      }
      why = `its certificate names ${toPlain(named, 200)} by ${toPlain(by, 200)}`;
    } catch (error) {
      why ||= toPlain(toMessage(error), 200);
    }
  }
  return faultOf('unknown-key', `was signed by no identity that is trusted (${why})`);
}

function toStated(payload: Payload): Stated {
  if ('head' in payload) return { kind: 'head', at: payload.head.at };
  if ('base' in payload) return { kind: 'head', at: payload.base.at };
  const { at, environment, log } = payload.statement.predicate;
  return { kind: payload.kind, at: log?.recordedAt ?? at, environment };
}
