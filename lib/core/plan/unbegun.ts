// Journeys that k6 let go of without a word: where its machine stands still until the end of a run, what was due by then is not begun any more.
import type { Plan } from './plan.ts';
import { computeJourneysDue, computeSegments } from './schedule.ts';

/** The share of its planned time that a run must reach: it may end a breath early, when the last journeys are over. */
export const COMPLETE_SHARE = 0.98;
/** In a short run the breath is so long at the least. */
const BREATH_SEC = 1;

/** k6 rounds where a rate changes, and each runner for itself: a run may have so many journeys more or fewer than its rates make. */
export const computeRounding = ({ runners }: Pick<Plan, 'runners'>): number => 2 * runners;

/**
 * The journeys that all runners of a run have begun, or said that they dropped, at the least when it is over: those due a breath before its
 * end, but for what k6 rounds. One pass has its journeys by name, and none by the clock.
 */
export function computeLeastBegun(plan: Pick<Plan, 'once' | 'runners' | 'timing'>): number {
  const { once, timing } = plan;
  if (once) return 0;
  const untilSec = Math.min(timing.totalSec * COMPLETE_SHARE, timing.totalSec - BREATH_SEC);
  const due = Math.floor(computeJourneysDue(computeSegments(timing), untilSec));
  return Math.max(0, due - computeRounding(plan));
}

/** What is told of the journeys of a run: begun, dropped by k6's own account, and errors of the script, after which no call may have been made. */
type Told = Readonly<Record<'journeys' | 'journeys_dropped' | 'validator_errors', number>>;

/** How many journeys are missing in a run that came to its end; 0 in one that was ended before, which is said otherwise. */
export function countUnbegun(
  plan: Pick<Plan, 'once' | 'runners' | 'timing'>,
  ranSec: number,
  { journeys, journeys_dropped, validator_errors }: Told,
): number {
  if (ranSec < plan.timing.totalSec * COMPLETE_SHARE) return 0;
  return Math.max(0, computeLeastBegun(plan) - journeys - journeys_dropped - validator_errors);
}

/** The same counts with so many more journeys dropped, and due. */
export function addDropped<T extends Told>(totals: T, more: number): T & { readonly journeys_due: number } {
  const journeys_dropped = totals.journeys_dropped + more;
  return { ...totals, journeys_dropped, journeys_due: totals.journeys + journeys_dropped };
}
