// What others are told of a break-glass, in the moment that it passes.
import type { RolloutEvent } from '../../webhooks/events-schema.ts';
import type { Admitted } from '../judge/judge.ts';
import { type Asked, toWho } from '../judge/review.ts';

/** @param atMs when it passed, in epoch milliseconds */
export const toBreakGlassEvent = (
  asked: Asked,
  { digest, glass, passedOver }: Extract<Admitted, { as: 'break-glass' }>,
  environment: string,
  atMs: number,
): RolloutEvent => ({
  type: 'rollout.break_glass',
  timestamp: new Date(atMs).toISOString(),
  data: {
    rollout: toWho(asked),
    version: `sha256:${digest}`,
    actor: glass.by,
    reasons: [
      glass.reason,
      `in ${environment}, until ${glass.until}, ${glass.approvals.length === 0 ? 'and nobody else agreed' : `and ${glass.approvals.join(', ')} agreed`}`,
      `without it, it would be refused, as it ${passedOver.says}`,
      `it was applied by ${asked.user}`,
    ],
  },
});
