// What the synthetic flows say.
import type { Reason } from '../decision.ts';
import type { FlowState, Measurements } from '../measurements.ts';
import type { Policy } from '../policy-schema.ts';
import { fail, inconclusive, pass, skipped, toFresh } from './reason.ts';

const ALL = 'flows';

const isWhole = (value: number) => Number.isInteger(value) && value >= 0;
const isSane = ({ recent: { pass: passed, fail: failed, inconclusive: doubted }, ageS }: FlowState) =>
  [passed, failed, doubted].every(isWhole) && (ageS === null || Number.isFinite(ageS));

/** One reason for each flow that calls the canary; one for all where there is none, or nobody tells of them. */
export function listFlowReasons({ flows, nowMs }: Measurements, policy: Policy): readonly Reason[] {
  const { required, maxAgeS, canaryTarget, stableTarget } = policy.probes;
  const missing = required ? inconclusive : skipped;
  const fresh = toFresh(flows, nowMs, Math.min(maxAgeS, policy.maxAgeS), policy);
  if (!('value' in fresh)) return [missing(ALL, `Flows: ${fresh.missing}`)];
  const own = fresh.value.filter(({ target }) => target === canaryTarget);
  if (own.length === 0) return [missing(ALL, `Flows: none calls ${canaryTarget}`)];
  const isBroken = (flow: FlowState) =>
    fresh.value.some(
      (other) => other.id === flow.id && other.target === stableTarget && other.outcome === 'fail',
    );
  return own.map((flow) => toReason(flow, isBroken(flow), policy));
}

function toReason(flow: FlowState, isStableBroken: boolean, policy: Policy): Reason {
  const { minPasses, failuresToAbort, maxAgeS } = policy.probes;
  const id = `flow:${flow.id}`;
  const { outcome, ageS, recent } = flow;
  if (!isSane(flow)) return inconclusive(id, `Flow ${flow.id}: what the prober tells of it is nonsense`);
  if (outcome === 'never' || ageS === null)
    return inconclusive(id, `Flow ${flow.id}: it was never played to its end`);
  if (ageS > maxAgeS || ageS < -policy.maxSkewS)
    return inconclusive(
      id,
      `Flow ${flow.id}: it ended ${Math.round(ageS)} s ago, and ${maxAgeS} s are allowed`,
    );
  const counted = `${recent.pass} passed and ${recent.fail} failed of late`;
  if (outcome === 'fail') {
    if (isStableBroken)
      return inconclusive(id, `Flow ${flow.id}: it fails at the stable version as well, ${counted}`);
    return recent.fail >= failuresToAbort && recent.fail > recent.pass
      ? fail(id, `Flow ${flow.id}: it fails, ${counted}`)
      : inconclusive(id, `Flow ${flow.id}: it failed, ${counted}; a flow that flaps tells nothing`);
  }
  if (outcome === 'inconclusive') return inconclusive(id, `Flow ${flow.id}: it could not tell, ${counted}`);
  if (recent.fail > 0 && recent.fail >= recent.pass)
    return inconclusive(id, `Flow ${flow.id}: it flaps, ${counted}`);
  return recent.pass < minPasses
    ? inconclusive(id, `Flow ${flow.id}: ${counted}, and ${minPasses} passes are needed`)
    : pass(id, `Flow ${flow.id}: ${counted}`);
}
