// Whether a release may go forward by the release policy: a function of the policy, of what is known, and of the time; nothing else.
import { judgeBudgets, judgeBurns } from './clauses/budget.ts';
import { type Clause, type ClauseOutcome, type Judge, unknown } from './clauses/clause.ts';
import { judgeGate } from './clauses/gate.ts';
import { judgeEnvironment, judgeImage, judgeSignatures } from './clauses/image.ts';
import { judgeLimits } from './clauses/limits.ts';
import { judgeRules } from './clauses/rules.ts';
import { judgeFreezes, judgeWindows } from './clauses/window.ts';
import type { Facts } from './facts-schema.ts';
import { judgeOverride } from './override.ts';
import { toPolicyHash } from './policy-hash.ts';
import type { ReleasePolicy } from './policy-schema.ts';
import type { ClauseKind } from './policy-words.ts';

/** What a release policy says of a release. */
export interface Assessment {
  /** allow: every clause does. deny: one at least does. unknown: none denies, and one cannot be told. */
  readonly outcome: ClauseOutcome;
  /** Those that decided come first. */
  readonly clauses: readonly Clause[];
  /** Whether a clause that denies asks that what is under way be taken back. */
  readonly takesBack: boolean;
  readonly environment: ReleasePolicy['environment'];
  readonly policyHash: string;
  /** When, as `toISOString` writes it. */
  readonly at: string;
}

/** Who judges each kind of clause. */
const JUDGES: Readonly<Record<Exclude<ClauseKind, 'clock'>, Judge>> = {
  environment: judgeEnvironment,
  image: judgeImage,
  signature: judgeSignatures,
  gate: judgeGate,
  budget: judgeBudgets,
  burn: judgeBurns,
  window: judgeWindows,
  freeze: judgeFreezes,
  limit: judgeLimits,
  rule: judgeRules,
};

const RANKS: readonly ClauseOutcome[] = ['deny', 'unknown', 'allow'];

/**
 * Judges every clause. What nobody told never allows: the clause that asks for it is unknown.
 * @param atMs the moment that is asked about, in epoch milliseconds
 */
export function assessRelease(policy: ReleasePolicy, facts: Facts, atMs: number): Assessment {
  const isTime = Number.isFinite(new Date(atMs).getTime());
  const judged = isTime
    ? Object.values(JUDGES).flatMap((judge) => judge({ policy, facts, atMs }))
    : [unknown('clock', 'The clock tells no time', 'a clock that does')];
  const clauses = judged.map((clause) => judgeOverride(policy, facts.override, clause, atMs));
  const rank = ({ outcome }: Clause) => RANKS.indexOf(outcome);
  return {
    outcome: RANKS.find((outcome) => clauses.some((clause) => clause.outcome === outcome)) ?? 'unknown',
    clauses: clauses.toSorted((a, b) => rank(a) - rank(b)),
    takesBack: clauses.some(({ outcome, ifBroken }) => outcome === 'deny' && ifBroken === 'take-back'),
    environment: policy.environment,
    policyHash: toPolicyHash(policy),
    at: new Date(isTime ? atMs : 0).toISOString(),
  };
}
