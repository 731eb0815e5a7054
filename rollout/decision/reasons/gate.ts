// What the gate's own run says.
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
  const { outcome, finishedAtMs } = gate.value;
  const stale = findStale(finishedAtMs, nowMs, policy.gate.maxAgeS, policy);
  if (stale !== undefined) return missing(ID, `Gate: its verdict cannot be used, ${stale}`);
  if (finishedAtMs < beganAtMs - policy.maxSkewS * 1_000)
    return missing(ID, 'Gate: its verdict is older than the canary, and so about another version');
  switch (outcome) {
    case 'pass':
      return pass(ID, 'Gate: its run passed');
    case 'fail':
      return fail(ID, 'Gate: its run failed');
    case 'inconclusive':
      return inconclusive(ID, 'Gate: its run could not tell');
  }
}
