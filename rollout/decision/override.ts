// A decision that a person has made, for a while.
import type { Decision, Reason } from './decision.ts';

/** `retry` forgets what is known of the canary, an abort among it, and begins anew. */
export const OVERRIDES = ['promote', 'hold', 'abort', 'retry'] as const;

export interface Override {
  readonly to: (typeof OVERRIDES)[number];
  /** The canary that it is about, by its pod template hash: it never holds for another one. */
  readonly canary: string;
  /** Who says so. */
  readonly by: string;
  readonly reason: string;
  readonly atMs: number;
  readonly untilMs: number;
  /** Who agrees, where the release policy asks for that. */
  readonly approvals?: readonly string[];
}

export type OverriddenDecision = Decision & {
  /** What was decided without the override; left out where none holds. */
  readonly without_override?: Decision['decision'];
};

/**
 * Lets an override have its say. A hold can become a promotion, a promotion a hold, and anything an abort; what was aborted or rolled
 * back stays so, whatever anybody says: only a retry begins anew, and is judged anew.
 */
export function applyOverride(
  decision: Decision,
  override: Override | undefined,
  nowMs: number,
): OverriddenDecision {
  if (override === undefined || override.canary !== decision.canary || nowMs >= override.untilMs)
    return decision;
  const { to, by, reason, untilMs } = override;
  const text = `${by} says ${to}, until ${new Date(untilMs).toISOString()}: ${reason}`;
  const because = (outcome: Reason['outcome'], more = ''): readonly Reason[] => [
    { id: 'override', outcome, text: `${text}${more}` },
    ...decision.reasons,
  ];
  const isOver = decision.decision === 'abort' || decision.decision === 'rollback';
  const without_override = decision.decision;
  if (isOver && to !== 'retry')
    return {
      ...decision,
      without_override,
      reasons: because('skipped', '; an abort is not taken back by it'),
    };
  switch (to) {
    case 'promote':
      return { ...decision, without_override, decision: 'promote', reasons: because('pass') };
    case 'hold':
      return { ...decision, without_override, decision: 'hold', reasons: because('inconclusive') };
    case 'abort':
      return { ...decision, without_override, decision: 'abort', reasons: because('fail') };
    case 'retry':
      return { ...decision, without_override, reasons: because('skipped') };
  }
}
