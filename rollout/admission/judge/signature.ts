// Whether a manifest was signed, as it is, for where it goes, by whom the release policy asks for.
import type { Json } from '../../../lib/core/text/json.ts';
import type { ReleasePolicy } from '../../policy/policy-schema.ts';
import { findDifference } from '../manifest/difference.ts';
import { isAbout, isStated, type Stated, type Unstated } from './bundles.ts';
import { type Refusal, refuse } from './refusal.ts';

/** What a signature is held against. */
export interface Signable {
  readonly part: Json;
  /** SHA-256 of the part. */
  readonly digest: string;
  readonly environment: string;
}

const SIGN = 'npm run rollout -- sign-manifest';

/** Why none of these signs it: the first reason that can be given. */
function toRefusal(found: readonly (Stated | Unstated)[], { part, environment }: Signable): Refusal {
  const stated = found.filter(isStated);
  const [signature] = stated.filter(({ kind }) => kind === 'manifest');
  if (signature === undefined) {
    const [other] = stated;
    if (other !== undefined)
      return refuse(
        'signature',
        `carries a statement of another kind (${other.kind}) where its signature belongs: sign the manifest with ${SIGN}`,
      );
    const fault = found.find((one): one is Unstated => !isStated(one))?.fault ?? 'says nothing';
    return refuse(
      'signature',
      `carries a signature that counts for nothing, as it ${fault}: sign the manifest with a key that the trust file names (${SIGN})`,
    );
  }
  const { details } = signature.statement.predicate;
  const difference = details?.part === undefined ? undefined : findDifference(details.part, part);
  if (difference !== undefined)
    return refuse(
      'other-manifest',
      `is not what ${signature.signedBy.name} signed (${difference.path} is ${difference.found}, and was ${difference.signed}): apply what was signed, or sign this (${SIGN})`,
    );
  if (signature.statement.predicate.environment !== environment)
    return refuse(
      'environment',
      `was signed for ${signature.statement.predicate.environment ?? 'no environment'}, and its namespace is of ${environment}: sign the manifest of that environment`,
    );
  return refuse(
    'other-manifest',
    `is not what ${signature.signedBy.name} signed: apply what was signed, or sign this (${SIGN})`,
  );
}

/**
 * Who signed it.
 * @param found what its annotation states
 * @param atMs the moment, in epoch milliseconds
 */
export function judgeSignature(
  found: readonly (Stated | Unstated)[],
  signable: Signable,
  policy: Pick<ReleasePolicy, 'requiredSignatures' | 'maxSkewS'>,
  atMs: number,
): { readonly signers: readonly Stated['signedBy'][] } | Refusal {
  if (found.length === 0)
    return refuse('unsigned', `is not signed: sign its file with ${SIGN}, and apply what that writes`);
  const own = found
    .filter(isStated)
    .filter(
      (one) =>
        one.kind === 'manifest' &&
        isAbout(one, signable.digest) &&
        one.statement.predicate.environment === signable.environment,
    );
  if (own.length === 0) return toRefusal(found, signable);
  const timely = own.filter(
    ({ statement }) => Date.parse(statement.predicate.at) <= atMs + policy.maxSkewS * 1_000,
  );
  if (timely.length === 0)
    return refuse(
      'signature',
      'was signed in the future: set the clock of the machine that signs, and sign it again',
    );
  const signers = [...new Map(timely.map(({ signedBy }) => [signedBy.id, signedBy])).values()];
  for (const { of, signers: wanted, atLeast } of policy.requiredSignatures) {
    if (of !== 'manifest') continue;
    const right = signers.filter(
      ({ id, name }) => wanted === undefined || wanted.some((one) => one === id || one === name),
    );
    if (right.length < atLeast)
      return refuse(
        'too-few-signatures',
        `is signed by ${right.length} of the ${atLeast} that the release policy asks for (${wanted?.join(', ') ?? 'any that are trusted'}): have it signed by ${atLeast - right.length} more`,
      );
  }
  return { signers };
}
