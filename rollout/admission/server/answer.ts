// An AdmissionReview with the answer to a question.

import type { Admitted } from '../judge/judge.ts';
import { isRefusal, type Refusal } from '../judge/refusal.ts';
import { type Asked, REVIEW, toWho } from '../judge/review.ts';
import { BREAK_GLASS } from '../manifest/annotations.ts';

/** What the API server is told (admission.k8s.io/v1). */
export interface ReviewAnswer {
  readonly apiVersion: 'admission.k8s.io/v1';
  readonly kind: 'AdmissionReview';
  readonly response: {
    readonly uid: string;
    readonly allowed: boolean;
    readonly warnings?: readonly string[];
    readonly status?: { readonly code: number; readonly message: string };
  };
}

/** The sentence of a refusal. */
export const toSentence = (asked: Asked, { says }: Refusal): string => `${toWho(asked)} ${says}`;

/** What whoever applies it is shown although it passes, by kubectl in yellow. */
export function listWarnings(asked: Asked, admitted: Admitted): readonly string[] {
  switch (admitted.as) {
    case 'unchanged':
    case 'signed':
    case 'put-in':
      return [];
    case 'returned':
      return [
        `${toWho(asked)} comes back: it was admitted at ${admitted.admittedAt}, and no new evidence is asked for`,
      ];
    case 'break-glass':
      return [
        `BREAK-GLASS by ${admitted.glass.by} until ${admitted.glass.until}: ${admitted.glass.reason}`,
        `Without it, it would be refused, as it ${admitted.passedOver.says}`,
        `It is recorded and people are told; remove ${BREAK_GLASS} with the next signed manifest`,
      ];
  }
}

export const toAnswer = (asked: Asked, judged: Admitted | Refusal): ReviewAnswer => {
  const { uid } = asked;
  const warnings = isRefusal(judged) ? [] : listWarnings(asked, judged);
  return {
    ...REVIEW,
    response: isRefusal(judged)
      ? { uid, allowed: false, status: { code: 403, message: toSentence(asked, judged) } }
      : { uid, allowed: true, ...(warnings.length === 0 ? {} : { warnings }) },
  };
};

/** The answer to a question that could not be read or judged: no. */
export const toUnreadable = (uid: string, why: string): ReviewAnswer => ({
  ...REVIEW,
  response: { uid, allowed: false, status: { code: 403, message: why } },
});
