// What is decided of a canary, and why.
import type { GateOutcome } from '../../lib/core/outcome.ts';

/** `abort` ends a canary that is in progress; `rollback` takes back one that was promoted fully. */
export const ACTIONS = ['promote', 'hold', 'abort', 'rollback'] as const;
export type Action = (typeof ACTIONS)[number];

/** One thing that was looked at. fail: abort; inconclusive: hold; skipped: the policy does not ask for it. */
export interface Reason {
  /** What was looked at: `slo:availability`, `latency`, `flow:checkout`. */
  readonly id: string;
  readonly outcome: GateOutcome;
  /** What was seen against what was asked, in one sentence. */
  readonly text: string;
}

export interface Decision {
  readonly decision: Action;
  /** Those that decided come first. */
  readonly reasons: readonly Reason[];
  /** Composite health, 0 to 100; null where a part of it could not be told. */
  readonly health: number | null;
  /** When, as `toISOString` writes it. */
  readonly at: string;
  /** Pod template hashes. */
  readonly canary: string;
  readonly stable: string;
  readonly step: number;
  /** How far the evidence for the canary, and that against it, have come: 1 is what promotes, and what aborts. Left out where it is not asked. */
  readonly evidence?: { readonly good: number; readonly harm: number };
  /** Of the policy that it follows from. */
  readonly policyHash: string;
  /** Seconds that the canary has stood at its step. */
  readonly heldS: number;
}
