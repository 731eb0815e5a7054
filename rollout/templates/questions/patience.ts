// How often Argo asks a question, and what it makes of the answers.
//
// Its rules (analysis/analysis.go of 1.10) are open at three corners. A metric whose `count` is reached without a failure has succeeded,
// unless `consecutiveSuccessLimit` is set, also where no measurement ever did. With both that and `failureLimit` it is inconclusive, and
// a rollout that is paused as inconclusive is no longer aborted by what runs beside its steps. So nothing here has a count without a
// `consecutiveSuccessLimit`, and nothing with a count has a `failureLimit`: undecided at its end, it has failed.
import { pickPolicy } from '../../values/pick-policy.ts';
import type { Values } from '../../values/values-schema.ts';
import type { Metric, Period } from '../argo.ts';

/** `watch`: beside all steps, to end a canary that does harm. `step`: behind a step, to let it pass. */
export type Way = 'watch' | 'step';

export type Patience = Pick<
  Metric,
  | 'interval'
  | 'count'
  | 'failureLimit'
  | 'inconclusiveLimit'
  | 'consecutiveErrorLimit'
  | 'consecutiveSuccessLimit'
>;

export interface Tolerance {
  /** Failed measurements that a watch overlooks. */
  readonly failures: number;
  /** Good measurements in a row that a step asks for. */
  readonly successes: number;
}

/** The decision is taken at its word. */
export const AT_ONCE: Tolerance = { failures: 0, successes: 1 };

/** Asked once: it succeeds, or has failed. */
export const ONCE: Patience = { failureLimit: -1, consecutiveSuccessLimit: 1, inconclusiveLimit: 1 };

/** Seconds that an answer may take. */
export const TIMEOUT_S = 5;

/** Argo asks again 10 s after an error, whatever the interval is (`DefaultErrorRetryInterval`). */
const ERROR_RETRY_S = 10;
/** No number of measurements that only say that nothing is known ends a watch. */
const NEVER = 1_000_000;

const toPeriod = (sec: number): Period => `${sec}s`;

/** So long a step may stay undecided: the decision ends a hold by itself, and this a little later one that does not. */
export const toBoundS = (values: Values): number => pickPolicy(values).maxHoldS + 2 * values.guards.intervalS;

/** The patience of a question, by the way in which it is asked. */
export function toPatience(values: Values, way: Way, { failures, successes }: Tolerance): Patience {
  const { intervalS } = values.guards;
  const consecutiveErrorLimit = Math.ceil(toBoundS(values) / ERROR_RETRY_S);
  const interval = toPeriod(intervalS);
  switch (way) {
    case 'watch':
      return { interval, failureLimit: failures, inconclusiveLimit: NEVER, consecutiveErrorLimit };
    case 'step': {
      const count = Math.ceil(toBoundS(values) / intervalS);
      return {
        interval,
        count,
        failureLimit: -1,
        consecutiveSuccessLimit: successes,
        inconclusiveLimit: count,
        consecutiveErrorLimit,
      };
    }
  }
}
