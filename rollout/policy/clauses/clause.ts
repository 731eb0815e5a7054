// One clause of a release policy, as it stands for one release at one moment.

import type { Facts } from '../facts-schema.ts';
import type { ReleasePolicy } from '../policy-schema.ts';
import type { ClauseKind, Consequence } from '../policy-words.ts';

/** unknown: nobody told what it takes to judge it, and so it does not allow. */
export const CLAUSE_OUTCOMES = ['allow', 'deny', 'unknown'] as const;
export type ClauseOutcome = (typeof CLAUSE_OUTCOMES)[number];

export interface Clause {
  /** Its kind, or its kind and a name: `window`, `budget:latency`. */
  readonly id: string;
  readonly outcome: ClauseOutcome;
  /** What was seen against what is asked, in one sentence without a full stop. */
  readonly text: string;
  /** What would change it; left out where it allows. */
  readonly change?: string;
  /** Where it denies: hold, or take back what is under way. */
  readonly ifBroken?: Consequence;
  /** Who has set it aside; then it allows, and says what it would have said. */
  readonly overriddenBy?: string;
}

/** What a clause is judged by. */
export interface Asked {
  readonly policy: ReleasePolicy;
  readonly facts: Facts;
  /** Epoch milliseconds. */
  readonly atMs: number;
}

/** A family of clauses. */
export type Judge = (asked: Asked) => readonly Clause[];

/** The kind of a clause by its id. */
export const toKind = ({ id }: Pick<Clause, 'id'>): ClauseKind => id.split(':')[0] as ClauseKind;

export const allow = (id: string, text: string): Clause => ({ id, outcome: 'allow', text });
export const deny = (id: string, text: string, change: string, ifBroken: Consequence = 'hold'): Clause => ({
  id,
  outcome: 'deny',
  text,
  change,
  ifBroken,
});
export const unknown = (id: string, text: string, change: string): Clause => ({
  id,
  outcome: 'unknown',
  text,
  change,
});
