// The name of a policy by what it says: every decision and every piece of evidence carries it.
import { createHash } from 'node:crypto';
import { toCanonicalJson } from '../../lib/core/text/canonical-json.ts';
import type { Policy } from '../decision/policy-schema.ts';
import type { ReleasePolicy } from './policy-schema.ts';

const known = new WeakMap<object, string>();

/** SHA-256 in hex of a policy as JSON with its keys in order: comments and the order of keys do not count. */
export function toPolicyHash(policy: ReleasePolicy | Policy): string {
  const before = known.get(policy);
  if (before !== undefined) return before;
  const hash = createHash('sha256').update(toCanonicalJson(policy)).digest('hex');
  known.set(policy, hash);
  return hash;
}
