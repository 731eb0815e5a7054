// Rounds of a regression for tests.
import { DEFAULT_HOTSET } from '../../services/aurora/regression/hotset.ts';
import type { PartResult, Round } from '../../services/aurora/regression/report-schema.ts';
import { createRound } from '../../services/aurora/regression/rounds.ts';

const [WINONA] = DEFAULT_HOTSET;

/** A part as it should be, or as `change` says. */
export const toPart = (change: Partial<PartResult> = {}): PartResult => ({
  status: 200,
  ready: true,
  ms: 10,
  why: '',
  ...change,
});
export const TIMED_OUT_PART = toPart({ status: 408, ready: false, why: 'status 408' });
export const NO_ANSWER_PART = toPart({ status: 0, ready: false, why: 'connect ECONNREFUSED' });

/** A formal visit of the first product that took `e2eMs`. */
export function toRound(
  e2eMs: number,
  parts: Partial<Round['parts']> = {},
  change: Partial<Round> = {},
): Round {
  const offers = toPart({ ms: 0 });
  const round = createRound({
    product: WINONA!,
    phase: 'formal',
    round: 1,
    backfillMs: e2eMs,
    parts: { offers, reviews: toPart(), similar: toPart(), ...parts },
  });
  return { ...round, ...change };
}

/** Visits whose times swing evenly by `swingMs` around `middleMs`. */
export const toRounds = (count: number, middleMs: number, swingMs = 5): Round[] =>
  Array.from({ length: count }, (_, i) => toRound(middleMs + swingMs * Math.sin(i * 2.4)));
