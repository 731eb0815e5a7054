// What a run could have seen: the smallest true error rate that it would have failed almost surely, given its samples.
import { createCounts } from './counters.ts';
import { type Gate, isCrossed } from './gates.ts';

/** How sure "would have failed" is. */
const POWER = 0.95;

/**
 * P(X ≥ hits), X binomial with `samples` trials of chance `rate`: 1 less the sum of the first terms of the distribution.
 * For one hit that is 1 − (1 − rate)^samples.
 */
export function computeChanceOf(hits: number, samples: number, rate: number): number {
  if (hits <= 0) return 1;
  if (samples < hits || rate <= 0) return 0;
  if (rate >= 1) return 1;
  // In logarithms, since (1 − rate)^samples may be too small to hold.
  let logTerm = samples * Math.log1p(-rate);
  let fewer = 0;
  for (let i = 0; i < hits; i++) {
    fewer += Math.exp(logTerm);
    logTerm += Math.log((samples - i) / (i + 1)) + Math.log(rate) - Math.log1p(-rate);
  }
  return Math.max(0, 1 - fewer);
}

/** The rate at which `computeChanceOf(hits, samples, rate)` comes to `chance`, by halving: the chance grows with the rate. */
export function computeRateFor(chance: number, hits: number, samples: number): number {
  let low = 0;
  let high = 1;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (computeChanceOf(hits, samples, middle) < chance) low = middle;
    else high = middle;
  }
  return high;
}

/** The fewest events that cross a gate in a window (or a whole run) of `samples`. */
export function computeHitsToCross(gate: Gate, samples: number): number {
  const counts = createCounts();
  counts[gate.among] = samples;
  // From a guess that is not above it: the bound itself is reached at this number of hits.
  for (let hits = Math.max(1, Math.floor(guessHits(gate, samples))); ; hits++) {
    counts[gate.of] = hits;
    if (isCrossed(gate, counts)) return hits;
  }
}

function guessHits(gate: Gate, samples: number): number {
  switch (gate.kind) {
    case 'count':
      return gate.max;
    case 'ratio':
      return gate.maxRatio * samples;
    case 'sequential':
      return gate.maxExcess + gate.allowedRatio * samples;
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
export function computeSeenRate(gate: Gate, samples: number, ranSec: number): number | null {
  if (gate.onCross !== 'fail' || samples < Math.max(1, gate.minSamples)) return null;
  const windows = gate.windowSec === undefined ? 1 : Math.max(1, Math.floor(ranSec / gate.windowSec));
  const held = Math.floor(samples / windows);
  // A run that is no longer than its window is judged as a whole, by the samples it has.
  const judged = gate.kind === 'ratio' && windows === 1 ? { ...gate, fullWindow: 1 } : gate;
  const hits = computeHitsToCross(judged, held);
  if (hits > held) return null;
  return computeRateFor(1 - (1 - POWER) ** (1 / windows), hits, held);
}
