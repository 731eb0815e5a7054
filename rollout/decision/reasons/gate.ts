// What the gate's own run says.
import { findLess } from '../../effort/find-less.ts';
import type { Reason } from '../decision.ts';
import type { Measurements } from '../measurements.ts';
import type { Policy } from '../policy-schema.ts';
import type { State } from '../state-schema.ts';
import { fail, findStale, inconclusive, pass, skipped } from './reason.ts';

const ID = 'gate';

/** A verdict counts from the canary's beginning on: an older one is of another version. */
export function toGateReason({ beganAtMs }: State, { gate, nowMs }: Measurements, policy: Policy): Reason {
  const missing = policy.gate.required ? inconclusive : skipped;
  if (!('value' in gate)) return missing(ID, `Gate: ${gate.missing}`);
  const { outcome, finishedAtMs, tried } = gate.value;
  const stale = findStale(finishedAtMs, nowMs, policy.gate.maxAgeS, policy);
  if (stale !== undefined) return missing(ID, `Gate: its verdict cannot be used, ${stale}`);
  if (finishedAtMs < beganAtMs - policy.maxSkewS * 1_000)
    return missing(ID, 'Gate: its verdict is older than the canary, and so about another version');
  switch (outcome) {
    case 'pass': {
      const less = findLess(tried, policy.gate.asks);
      return less === undefined
        ? pass(ID, 'Gate: its run passed')
        : missing(ID, `Gate: its run passed, and could not tell: it ${less}`);
    }
    case 'fail':
      return fail(ID, 'Gate: its run failed');
    case 'inconclusive':
      return inconclusive(ID, 'Gate: its run could not tell');
  }
}
