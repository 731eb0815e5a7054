// What the API server sends to a webhook, with an object that somebody wants to create.
import type { Json } from '../../lib/core/text/json.ts';
import { type Asked, parseReview, REVIEW } from '../../rollout/admission/judge/review.ts';

/** An AdmissionReview. @param more fields of its request that are otherwise */
export const toReview = (object: unknown, more: Json = {}) => ({
  ...REVIEW,
  request: {
    uid: '1',
    namespace: 'shop',
    operation: 'CREATE',
    object,
    userInfo: { username: 'eve' },
    ...more,
  },
});

/** What it asks. @throws Error where it is none that is understood */
export function toAsked(object: Json, more: Json = {}): Asked {
  const asked = parseReview(toReview(object, more));
  if (asked === undefined) throw new Error('the review cannot be read');
  return asked;
}
