// What the resources say.
import type { Reason } from '../decision.ts';
import type { Measurements } from '../measurements.ts';
import type { Policy } from '../policy-schema.ts';
import { RESOURCES } from '../policy-words.ts';
import type { State } from '../state-schema.ts';
import { fail, inconclusive, pass, toFresh, toSeconds } from './reason.ts';

/** One reason for each resource that the policy asks for. */
export function listSaturationReasons(
  { saturatedSinceMs, promotedAtMs }: State,
  { usage, nowMs }: Measurements,
  policy: Policy,
): readonly Reason[] {
  // Nothing is left then to compare with.
  if (promotedAtMs !== null) return [];
  const fresh = toFresh(usage, nowMs, policy.maxAgeS, policy);
  return RESOURCES.flatMap((resource) => {
    const limit = policy.saturation[resource];
    if (limit === undefined) return [];
    const id = `saturation:${resource}`;
    if (!('value' in fresh)) return [inconclusive(id, `Saturation: ${fresh.missing}`)];
    const seen = fresh.value[resource];
    if (seen === undefined || ![seen.canary, seen.stable].every((one) => Number.isFinite(one) && one >= 0))
      return [inconclusive(id, `Saturation: nobody tells how much ${resource} both versions use`)];
    const text = `Saturation: ${toAmount(seen.canary)} of ${resource} for each pod of the canary, ${toAmount(seen.stable)} of the stable version`;
    const sinceMs = saturatedSinceMs[resource];
    if (sinceMs === undefined) return [pass(id, text)];
    const forMs = nowMs - sinceMs;
    return forMs >= limit.sustainedS * 1_000
      ? [fail(id, `${text}; that is too much, for ${toSeconds(forMs)}`)]
      : [inconclusive(id, `${text}; that is too much, and aborts the canary after ${limit.sustainedS} s`)];
  });
}

const toAmount = (value: number) => Number(value.toPrecision(3)).toLocaleString('en');
