// What a run could have seen: the smallest true error rate that it would have failed almost surely, given its samples.

import { computeRateFor } from '../stats/binomial.ts';
import { type Gate, isCrossed, toGateCounts, toHeadStart } from './gates.ts';

/** How sure "would have failed" is. */
const POWER = 0.95;

/** The fewest events that cross a gate in a window (or, where it has none, a whole run) of `samples`. */
export function computeHitsToCross(gate: Gate, samples: number): number {
  // From a guess that is not above it: the bound itself is reached at this number of hits.
  for (let hits = Math.max(1, Math.floor(guessHits(gate, samples))); ; hits++) {
    if (isCrossed(gate, toGateCounts(gate, hits + toHeadStart(gate), samples))) return hits;
  }
}

function guessHits(gate: Gate, samples: number): number {
  switch (gate.kind) {
    case 'count':
      return gate.max;
    case 'ratio':
      return gate.maxRatio * samples;
    case 'sequential':
      return gate.maxExcess - gate.headStart + gate.allowedRatio * samples;
  }
}

/**
 * The smallest true share of `among` that a run of `samples` would have failed at this gate with 95 % probability.
 *
 * Where the first event fails the run: 1 − 0.05^(1/samples), about 3/samples, the "rule of three" (Hanley & Lippman-Hand,
 * JAMA 249 (1983) 1743–1745). A longer run than its window is cut into windows side by side, each with its part of the
 * samples, and one of them has to cross: windows between these can only add to it, so the rate is seen rather sooner.
 * @returns a share 0..1; null where the run had too few samples to judge, or the gate bounds no promise of the service
 */
export function computeMinimumDetectableRate(gate: Gate, samples: number, ranSec: number): number | null {
  if (gate.onCross !== 'fail' || samples < Math.max(1, gate.minSamples)) return null;
  const windows = gate.windowSec === undefined ? 1 : Math.max(1, Math.floor(ranSec / gate.windowSec));
  const held = Math.floor(samples / windows);
  // A run that is no longer than its window is judged as a whole, by the samples it has.
  const judged = gate.kind === 'ratio' && windows === 1 ? { ...gate, fullWindow: 1 } : gate;
  const hits = computeHitsToCross(judged, held);
  if (hits > held) return null;
  return computeRateFor(1 - (1 - POWER) ** (1 / windows), hits, held);
}
