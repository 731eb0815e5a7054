// Simulated canaries, decided about by the decision itself.

import { drawUnit } from '../../lib/core/stats/draw.ts';
import { decide } from '../decision/decide.ts';
import type { Action } from '../decision/decision.ts';
import type { Cohorts, Measurements } from '../decision/measurements.ts';
import { createState, observe, toBounds } from '../decision/observe.ts';
import type { Bounds, Policy } from '../decision/policy-schema.ts';
import { toFullEffort } from '../effort/asked-effort.ts';
import type { Behaviour, Scenario } from './scenarios.ts';
import { BOUNDS_S, computeSlower, createTraffic, SLOS, toTrueShares } from './traffic.ts';

export interface Load {
  /** Calls per second to both versions together. */
  readonly callsPerS: number;
  /** The canary's share of them (0..1). */
  readonly weight: number;
}

/** What became of one simulated canary. */
export interface SimulatedRun {
  readonly decision: Exclude<Action, 'hold'>;
  /** Whether it was the end of the hold that decided, and no measurement. */
  readonly isHoldEnd: boolean;
  /** Seconds from the first traffic to the decision. */
  readonly sec: number;
  /** Calls that the canary had answered by then. */
  readonly calls: number;
}

/** What a canary is in truth, by the policy's own words. Between tolerance and margin either decision is right. */
export type Truth = 'good' | 'allowed' | 'bad';

/** Compares the true chances of both versions with the policy's bounds. */
export function toTruth({ canary, stable }: Cohorts<Behaviour>, policy: Policy): Truth {
  const shares = { canary: toTrueShares(canary), stable: toTrueShares(stable) };
  const excesses = SLOS.map(({ id }) =>
    toExcess(shares.canary[id] - shares.stable[id], toBounds(policy, id)),
  );
  const { latency } = policy;
  if (latency !== undefined) {
    for (const boundS of BOUNDS_S)
      excesses.push(toExcess(computeSlower(boundS, canary) - computeSlower(boundS, stable), latency));
  }
  if (excesses.includes('bad')) return 'bad';
  return excesses.includes('allowed') ? 'allowed' : 'good';
}

/** Without the noise of binary fractions: a difference of just the margin is the margin. */
const ROUNDING = 1e-9;

function toExcess(difference: number, { toleranceRatio, marginRatio }: Bounds): Truth {
  if (difference >= marginRatio - ROUNDING) return 'bad';
  return difference > toleranceRatio + ROUNDING ? 'allowed' : 'good';
}

const START_MS = 1_000_000;

/** Plays one canary to its decision, or through its watch after promotion: a look after every block, all else in order. */
export function simulateRun(scenario: Scenario, policy: Policy, load: Load, seed: number): SimulatedRun {
  let drawn = 0;
  const traffic = createTraffic(() => drawUnit(seed, drawn++, SALT), scenario.callsPerS ?? load.callsPerS);
  const [canary, stable] = ['new', 'old'];
  let state = createState({ canary, stable, nowMs: START_MS, countFromMs: START_MS, slos: SLOS });
  let calls = 0;
  let isPromoted = false;
  for (let nowMs = START_MS + policy.blockS * 1_000; ; nowMs += policy.blockS * 1_000) {
    const fromMs = nowMs - policy.blockS * 1_000;
    const window = traffic(
      fromMs,
      nowMs,
      scenario.at((fromMs - START_MS) / 1_000),
      isPromoted ? 1 : load.weight,
    );
    calls += window.slos.availability?.canary.all ?? 0;
    const measurements: Measurements = {
      ...toOtherwiseGood(nowMs, policy),
      canary,
      stable: isPromoted ? canary : stable,
      counts: { atMs: nowMs, value: { windows: [window], knownUntilMs: nowMs, pods: {} } },
    };
    state = observe(state, measurements, policy);
    const { decision, reasons } = decide(state, measurements, policy);
    if (decision === 'hold') continue;
    if (decision === 'promote' && scenario.bakes && !isPromoted) {
      isPromoted = true;
      continue;
    }
    const failed = reasons.filter(({ outcome }) => outcome === 'fail');
    const isHoldEnd = failed.length > 0 && failed.every(({ id }) => id === 'hold');
    return { decision, isHoldEnd, sec: (nowMs - START_MS) / 1_000, calls };
  }
}

const SALT = 14;

/** Flows, gate and resources that speak for the canary: it is the traffic that decides. */
function toOtherwiseGood(
  nowMs: number,
  { probes, gate }: Policy,
): Omit<Measurements, 'canary' | 'stable' | 'counts'> {
  const used = { canary: 1, stable: 1 };
  return {
    nowMs,
    step: 0,
    flows: {
      atMs: nowMs,
      value: [{ id: 'flow', target: probes.canaryTarget, outcome: 'pass', atMs: nowMs }],
    },
    gate: {
      atMs: nowMs,
      value: { outcome: 'pass', finishedAtMs: nowMs, tried: toFullEffort(gate.asks) },
    },
    usage: { atMs: nowMs, value: { cpu: used, memory: used, inFlight: used } },
  };
}
