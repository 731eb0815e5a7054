// The release policy has its say in a decision: it turns a promotion into a hold, and takes back where it was told to. It never holds an
// abort or a rollback back.
import type { Decision, Reason } from '../decision/decision.ts';
import type { Assessment } from './assess-release.ts';
import type { Clause } from './clauses/clause.ts';

/** A decision after the release policy had its say. */
export type HeldDecision<D extends Decision> = D & {
  /** Of the release policy; null where none was asked. */
  readonly releasePolicyHash: string | null;
  /** What was decided without the release policy; left out where it changed nothing. */
  readonly without_release_policy?: Decision['decision'];
};

const toReason = ({ id, text, change }: Clause, outcome: Reason['outcome']): Reason => ({
  id: `release:${id}`,
  outcome,
  text: `Release policy: ${text}${change === undefined ? '' : ` (${change})`}`,
});

/**
 * A decision under a release policy.
 * @param assessment undefined where no release policy is asked
 * @param isPromoted whether the version has all of the traffic: then nothing is left to hold, and only what must be taken back counts
 */
export function applyRelease<D extends Decision>(
  decision: D,
  assessment: Assessment | undefined,
  isPromoted: boolean,
): HeldDecision<D> {
  if (assessment === undefined) return { ...decision, releasePolicyHash: null };
  const { outcome, clauses, takesBack, policyHash: releasePolicyHash } = assessment;
  const under = { ...decision, releasePolicyHash };
  if (decision.decision === 'abort' || decision.decision === 'rollback') return under;
  const because = (reasons: readonly Reason[]) => [...reasons, ...decision.reasons];
  if (takesBack) {
    const broken = clauses.filter((clause) => clause.outcome === 'deny' && clause.ifBroken === 'take-back');
    return {
      ...under,
      decision: isPromoted ? 'rollback' : 'abort',
      without_release_policy: decision.decision,
      reasons: because(broken.map((clause) => toReason(clause, 'fail'))),
    };
  }
  if (isPromoted) return under;
  if (outcome === 'allow') {
    const allowed: Reason = {
      id: 'release',
      outcome: 'pass',
      text: 'Release policy: every clause allows it',
    };
    return { ...under, reasons: [...decision.reasons, allowed] };
  }
  const doubts = clauses.filter((clause) => clause.outcome !== 'allow');
  return {
    ...under,
    decision: 'hold',
    ...(decision.decision === 'promote' ? { without_release_policy: decision.decision } : {}),
    reasons: because(doubts.map((clause) => toReason(clause, 'inconclusive'))),
  };
}
