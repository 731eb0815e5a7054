// Which variant of the chat policy a user gets; the rollout probe holds body and headers to these facts.
import { createHash } from 'node:crypto';
import type { RolloutMeta } from './envelopes/turn.ts';

/** How many buckets users are spread over; a bucket is 0..99. */
const BUCKET_COUNT = 100;

/** The policy version the service reports. */
export const POLICY_VERSION = 'aurora_chat_v2_p0';

/** The stable bucket of a user, 0..99: the same user always lands in the same one. */
export function computeBucket(uid: string): number {
  return createHash('sha256').update(uid).digest().readUInt32BE(0) % BUCKET_COUNT;
}

/** The rollout facts of a user; buckets below `rolloutPercent` (0..100) get the new variant. */
export function computeRollout(uid: string, rolloutPercent: number): RolloutMeta {
  const bucket = computeBucket(uid);
  return {
    rollout_variant: bucket < rolloutPercent ? 'v2_core' : 'legacy',
    rollout_bucket: bucket,
    policy_version: POLICY_VERSION,
  };
}

/** The response headers that repeat `meta`. */
export function toRolloutHeaders(meta: RolloutMeta): Record<string, string> {
  return {
    'x-aurora-variant': meta.rollout_variant,
    'x-aurora-bucket': String(meta.rollout_bucket),
    'x-aurora-policy-version': meta.policy_version,
  };
}
