// The rollout invariants of one chat answer: body and headers tell the same story about which variant the user got.
import { isObject, type Json } from '../../../lib/core/text/json.ts';

/** What can be broken, the most telling first. */
export const ROLLOUT_BREAKS = [
  'meta_missing',
  'variant_mismatch',
  'bucket_mismatch',
  'policy_version_mismatch',
  'bucket_out_of_range',
] as const;
export type RolloutBreak = (typeof ROLLOUT_BREAKS)[number];

/** Which header repeats which fact of `meta`, and what is broken where the two differ. */
export const ROLLOUT_FACTS = [
  { header: 'x-aurora-variant', fact: 'rollout_variant', broken: 'variant_mismatch' },
  { header: 'x-aurora-bucket', fact: 'rollout_bucket', broken: 'bucket_mismatch' },
  { header: 'x-aurora-policy-version', fact: 'policy_version', broken: 'policy_version_mismatch' },
] as const;
const [, BUCKET] = ROLLOUT_FACTS;

/** Buckets are numbered 0 to 99. */
const LAST_BUCKET = 99;

/** The value of a header by its lower-case name; undefined where the answer has none. */
export type ReadHeader = (name: string) => string | undefined;

/** What one answer broke, in the order of ROLLOUT_BREAKS. `detail` says it in a few words, '' where nothing is broken. */
export interface RolloutFindings {
  readonly broken: readonly RolloutBreak[];
  readonly detail: string;
}

/** The `meta` of a chat answer: at its root, else in its session patch. */
export function readMeta(body: unknown): Json | undefined {
  if (!isObject(body)) return undefined;
  // Read once: in k6, each reading of a key makes a new object.
  const { meta } = body;
  if (isObject(meta)) return meta;
  const patch = body.session_patch;
  const patched = isObject(patch) ? patch.meta : undefined;
  return isObject(patched) ? patched : undefined;
}

/** A fact as a header would give it; undefined for what no header can say. */
export function toFactText(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** True for a text that is not the number of a bucket, written as numbers are: 7, not 07 or 7.0. */
function isOdd(text: string | undefined): boolean {
  return text !== undefined && !(/^(0|[1-9]\d*)$/.test(text) && Number(text) <= LAST_BUCKET);
}

const quote = (text: string | undefined) => (text === undefined ? 'absent' : JSON.stringify(text));

/**
 * Judges one chat answer by the five invariants.
 * Without `meta` there is nothing to compare headers with, so that is all that is said of it; a bucket that is told at all
 * is held to its range wherever it stands.
 */
export function judgeRollout(readHeader: ReadHeader, body: unknown): RolloutFindings {
  const meta = readMeta(body);
  const details: string[] = [];
  const broken: RolloutBreak[] = [];
  let oddBucket: string | undefined;
  if (meta === undefined) {
    broken.push('meta_missing');
    details.push('no meta in the body, and none in its session_patch');
  }
  // By index, and each header read once: k6 passes here at every chat.
  for (let i = 0; i < ROLLOUT_FACTS.length; i++) {
    const { header, fact, broken: id } = ROLLOUT_FACTS[i] as (typeof ROLLOUT_FACTS)[number];
    const told = readHeader(header);
    const meant = meta === undefined ? undefined : toFactText(meta[fact]);
    if (fact === BUCKET.fact) oddBucket = isOdd(told) ? told : isOdd(meant) ? meant : undefined;
    if (meta === undefined || (told !== undefined && told === meant)) continue;
    broken.push(id);
    details.push(`${header} is ${quote(told)}, meta.${fact} is ${quote(meant)}`);
  }
  if (oddBucket !== undefined) {
    broken.push('bucket_out_of_range');
    details.push(`the bucket ${quote(oddBucket)} is not one of 0 to ${LAST_BUCKET}`);
  }
  return { broken, detail: details.join('; ') };
}
