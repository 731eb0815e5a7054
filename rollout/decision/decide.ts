// The decision about a canary: a function of what is known, what was measured and what is asked; nothing else.
import { decideOutcome } from '../../lib/core/outcome.ts';
import { toPolicyHash } from '../policy/policy-hash.ts';
import type { Action, Decision, Reason } from './decision.ts';
import { computeHealth } from './health.ts';
import type { Measurements } from './measurements.ts';
import { findWindowFault, isOf } from './observe.ts';
import type { Policy } from './policy-schema.ts';
import { listFlowReasons } from './reasons/flows.ts';
import { toGateReason } from './reasons/gate.ts';
import { fail, findStale, inconclusive, pass, toSeconds } from './reasons/reason.ts';
import { listSaturationReasons } from './reasons/saturation.ts';
import { computeProgress, listShareReasons } from './reasons/shares.ts';
import type { State } from './state-schema.ts';

/**
 * Decides what becomes of a canary. A failure aborts it, or rolls it back after full promotion. A doubt holds it. It is promoted
 * where everything that the policy asks for passed, and nothing is in doubt. A hold has an end, after which it is aborted.
 * @param state what `observe` made of all looks, this one included
 */
export function decide(state: State, measurements: Measurements, policy: Policy): Decision {
  const reasons = listReasons(state, measurements, policy);
  const health = isOf(state, measurements) ? computeHealth(state, policy, reasons) : undefined;
  const all = [...reasons, ...listHealthReasons(state, health, policy)];
  const rank = ({ outcome }: Reason) => ['fail', 'inconclusive', 'pass', 'skipped'].indexOf(outcome);
  return {
    decision: toAction(all, state),
    reasons: all.sort((a, b) => rank(a) - rank(b)),
    health: health === undefined ? null : Number(health.toFixed(1)),
    at: new Date(Number.isFinite(measurements.nowMs) ? measurements.nowMs : 0).toISOString(),
    canary: measurements.canary,
    stable: measurements.stable,
    step: state.step,
    ...(isOf(state, measurements) && state.promotedAtMs === null
      ? { evidence: computeProgress(state, policy) }
      : {}),
    policyHash: toPolicyHash(policy),
    heldS: Math.max(0, Math.round((measurements.nowMs - state.heldSinceMs) / 1_000)) || 0,
  };
}

function toAction(reasons: readonly Reason[], { promotedAtMs }: State): Action {
  switch (decideOutcome(reasons)) {
    case 'fail':
      return promotedAtMs === null ? 'abort' : 'rollback';
    case 'inconclusive':
      return 'hold';
    case 'pass':
      return 'promote';
  }
}

function listReasons(state: State, measurements: Measurements, policy: Policy): readonly Reason[] {
  if (!Number.isFinite(measurements.nowMs)) return [inconclusive('clock', 'The clock tells no time')];
  if (!isOf(state, measurements))
    return [
      inconclusive(
        'canary',
        `Somebody changed the rollout: what is known is of ${state.canary} against ${state.stable}, and asked is ${measurements.canary} against ${measurements.stable}`,
      ),
    ];
  if (state.ended !== null)
    return [
      fail(
        'ended',
        `It was decided at ${new Date(state.ended.atMs).toISOString()} (${state.ended.because}), and is not taken back by itself`,
      ),
    ];
  const flows = listFlowReasons(state, measurements, policy);
  const seen = [toCountReason(state, measurements, policy), ...listShareReasons(state, policy)];
  if (state.promotedAtMs !== null)
    return [...seen, ...flows, toBakeReason(state.promotedAtMs, measurements, policy)];
  return [
    ...seen,
    ...flows,
    toGateReason(state, measurements, policy),
    ...listSaturationReasons(state, measurements, policy),
    toLengthReason(state, policy),
    ...listHoldReasons(state, measurements, policy),
  ];
}

/** Whether the events were counted, and of late. */
function toCountReason(state: State, { counts, nowMs }: Measurements, policy: Policy): Reason {
  const id = 'counts';
  if (!('value' in counts)) return inconclusive(id, `Metrics: ${counts.missing}`);
  const fault = counts.value.windows
    .map((window) => findWindowFault(state, window))
    .find((one) => one !== undefined);
  if (fault !== undefined) return inconclusive(id, `Metrics: ${fault}`);
  const stale =
    findStale(counts.atMs, nowMs, policy.maxAgeS, policy) ??
    findStale(counts.value.knownUntilMs, nowMs, policy.maxAgeS, policy);
  if (stale !== undefined) return inconclusive(id, `Metrics: the newest cannot be used, ${stale}`);
  // A canary that nobody calls any more, because it is down, breaks no promise.
  const quiet = findStale(state.comparedUntilMs, nowMs, policy.maxAgeS + policy.blockS, policy);
  if (quiet !== undefined)
    return inconclusive(id, `Metrics: the last traffic that could be compared is too long ago, ${quiet}`);
  return pass(id, `Metrics: counted until ${toSeconds(nowMs - state.countedUntilMs)} ago`);
}

function toLengthReason({ observedMs }: State, { minObservedS }: Policy): Reason {
  const text = `Both versions were compared for ${toSeconds(observedMs)}`;
  return observedMs >= minObservedS * 1_000
    ? pass('observed', text)
    : inconclusive('observed', `${text}, and ${minObservedS} s are asked for`);
}

/** A canary that nobody can tell good is not left standing for ever. */
function listHoldReasons({ heldSinceMs }: State, { nowMs }: Measurements, { maxHoldS }: Policy) {
  return nowMs - heldSinceMs > maxHoldS * 1_000
    ? [
        fail(
          'hold',
          `It was held for ${toSeconds(nowMs - heldSinceMs)}, and was not shown to be good within ${maxHoldS} s`,
        ),
      ]
    : [];
}

function toBakeReason(promotedAtMs: number, { nowMs }: Measurements, { bakeS }: Policy): Reason {
  const text = `It was promoted fully ${toSeconds(nowMs - promotedAtMs)} ago`;
  return nowMs - promotedAtMs >= bakeS * 1_000
    ? pass('bake', text)
    : inconclusive('bake', `${text}, and is watched for ${bakeS} s`);
}

function listHealthReasons(
  { promotedAtMs, ended }: State,
  health: number | undefined,
  { health: { minimum } }: Policy,
): readonly Reason[] {
  if (promotedAtMs !== null || ended !== null) return [];
  if (health === undefined) return [inconclusive('health', 'Health: a part of it cannot be told')];
  const text = `Health: ${health.toFixed(1)} of 100`;
  return health >= minimum
    ? [pass('health', text)]
    : [inconclusive('health', `${text}, and ${minimum} are asked for`)];
}

/**
 * What is known, after a decision: an abort or a rollback stays one, whatever is measured later. A hold that ended counts too.
 * @returns the same state where nothing ended
 */
export function rememberEnd(state: State, { decision, reasons }: Decision, nowMs: number): State {
  if (state.ended !== null || (decision !== 'abort' && decision !== 'rollback')) return state;
  const because = reasons.filter(({ outcome }) => outcome === 'fail').map(({ text }) => text);
  return { ...state, ended: { decision, atMs: nowMs, because: because.join('; ') } };
}
