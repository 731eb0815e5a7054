// Simulated traffic of both versions: the events of one window, drawn.
import jstat from 'jstat';
import { computeQuantile } from '../../lib/core/stats/binomial.ts';
import type { Cohorts, CountWindow, Slower } from '../decision/measurements.ts';
import type { Behaviour } from './scenarios.ts';

/** What the simulated service promises: that its calls are answered, in time, and whole. */
export const SLOS = [
  { id: 'availability', title: 'Availability', objectiveRatio: 0.995 },
  { id: 'latency', title: 'Latency', objectiveRatio: 0.99 },
  { id: 'whole_answers', title: 'Whole answers', objectiveRatio: 0.99 },
] as const;
export type SloId = (typeof SLOS)[number]['id'];

/** The ends of the buckets of the reference services, in seconds. */
export const BOUNDS_S: readonly number[] = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 12, 16];
/** Answers within this keep the promise. */
const IN_TIME_S = 8;
/** Latencies are lognormal: this is their usual median, in seconds, and the deviation of their logarithm. */
export const USUAL_LATENCY = { medianS: 0.3, deviation: 0.7 };
/** The share of calls that are of the kind whose answers can be half. */
const WHOLE_SHARE = 0.6;

/** The chance that an answer takes longer than a bound. */
export const computeSlower = (boundS: number, { slowness }: Behaviour): number =>
  1 - jstat.normal.cdf(Math.log(boundS / (USUAL_LATENCY.medianS * slowness)) / USUAL_LATENCY.deviation, 0, 1);

/** The true share of bad events of each SLO. */
export const toTrueShares = (behaviour: Behaviour): Readonly<Record<SloId, number>> => ({
  availability: behaviour.errorRatio,
  latency: computeSlower(IN_TIME_S, behaviour),
  whole_answers: behaviour.halfRatio,
});

/** Gives the next number in 0..1 (1 excluded). */
export type Draw = () => number;

const drawHits = (draw: Draw, samples: number, chance: number) => computeQuantile(draw(), samples, chance);

/** How many answers took longer than each bound: of those above one, some are above the next. */
function drawSlower(draw: Draw, all: number, chances: readonly number[]): Slower {
  let left = all;
  let before = 1;
  const above = chances.map((chance) => {
    left = before <= 0 ? 0 : drawHits(draw, left, Math.min(1, chance / before));
    before = chance;
    return left;
  });
  return { all, above };
}

/** Draws what happens in a window; calls come at random, and each goes to the canary with the chance `weight`. */
export function createTraffic(draw: Draw, callsPerS: number) {
  const known = new Map<number, readonly number[]>();
  const chancesOf = (behaviour: Behaviour) => {
    const chances =
      known.get(behaviour.slowness) ?? BOUNDS_S.map((boundS) => computeSlower(boundS, behaviour));
    known.set(behaviour.slowness, chances);
    return chances;
  };
  return (fromMs: number, toMs: number, behaviour: Cohorts<Behaviour>, weight: number): CountWindow => {
    // In each of many short moments there is a call or none.
    const moments = Math.ceil(callsPerS * ((toMs - fromMs) / 1_000) * 20);
    const calls = drawHits(draw, moments, 1 / 20);
    const canaryCalls = drawHits(draw, calls, weight);
    const ofCohort = (all: number, own: Behaviour) => {
      const slower = drawSlower(draw, all, chancesOf(own));
      const whole = drawHits(draw, all, WHOLE_SHARE);
      return {
        slower,
        availability: { bad: drawHits(draw, all, own.errorRatio), all },
        latency: { bad: slower.above[BOUNDS_S.indexOf(IN_TIME_S)] ?? 0, all },
        whole_answers: { bad: drawHits(draw, whole, own.halfRatio), all: whole },
      };
    };
    const canary = ofCohort(canaryCalls, behaviour.canary);
    const stable = ofCohort(calls - canaryCalls, behaviour.stable);
    return {
      fromMs,
      toMs,
      slos: Object.fromEntries(SLOS.map(({ id }) => [id, { canary: canary[id], stable: stable[id] }])),
      latency: { boundsS: BOUNDS_S, cohorts: { canary: canary.slower, stable: stable.slower } },
    };
  };
}
