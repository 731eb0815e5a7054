// The bundles of an annotation, verified: who states what about which digest.
import type { Kind } from '../../../lib/core/evidence/kinds.ts';
import type { Statement } from '../../../lib/core/evidence/statement-schema.ts';
import { toJsonOrNone } from '../../../lib/core/text/json.ts';
import { MOST_ANNOTATION } from '../manifest/annotations.ts';

/** A statement whose signature holds, and who signed it. */
export interface Stated {
  readonly kind: Kind;
  readonly statement: Statement;
  readonly signedBy: { readonly name: string; readonly id: string };
}
/** A bundle that counts for nothing. `fault` stands behind "the bundle". */
export interface Unstated {
  readonly fault: string;
}
/** Verifies a bundle by who is trusted. */
export type Verify = (bundle: unknown) => Stated | Unstated;

/** Each signature takes milliseconds; a person needs a few. */
const MOST_BUNDLES = 24;

/** What an annotation states: one bundle, or a list of them. */
export function readBundles(annotation: string, verify: Verify): readonly (Stated | Unstated)[] {
  if (annotation === '') return [];
  if (annotation.length > MOST_ANNOTATION)
    return [{ fault: `is longer than ${MOST_ANNOTATION} characters, and is not read` }];
  const value = toJsonOrNone(annotation);
  if (value === undefined) return [{ fault: 'is no JSON' }];
  const bundles: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (bundles.length > MOST_BUNDLES)
    return [{ fault: `is one of ${bundles.length}, and more than ${MOST_BUNDLES} are not read` }];
  return bundles.map(verify);
}

export const isStated = (one: Stated | Unstated): one is Stated => 'statement' in one;

/** Whether a statement is about a digest. */
export const isAbout = ({ statement }: Stated, sha256: string): boolean =>
  statement.subject.some(({ digest }) => digest.sha256 === sha256);
