// The policies of the three environments, as data; why each figure is what it is: docs/rollout-decision.md.
import type { Policy } from './policy-schema.ts';
import type { Environment } from './policy-words.ts';

const PROBES: Policy['probes'] = {
  required: true,
  canaryTarget: 'canary',
  stableTarget: 'stable',
  minPasses: 3,
  failuresToAbort: 3,
  maxAgeS: 60,
};

const PROD: Policy = {
  falseAbort: 0.01,
  missedBad: 0.0025,
  slos: { each: { toleranceRatio: 0.001, marginRatio: 0.005 } },
  latency: { toleranceRatio: 0.05, marginRatio: 0.12 },
  minSamples: { canary: 500, stable: 500 },
  blockS: 5,
  minObservedS: 120,
  warmUpS: 15,
  maxHoldS: 1_800,
  bakeS: 1_800,
  maxAgeS: 30,
  maxSkewS: 5,
  probes: PROBES,
  // Five minutes at the canary alone: two hours are longer than it may wait. The upstream is everybody's, so no fault.
  gate: { required: true, maxAgeS: 7_200, asks: { profile: 'dry', faults: false } },
  saturation: {
    cpu: { maxRatio: 2, minDifference: 0.2, sustainedS: 120 },
    memory: { maxRatio: 1.5, minDifference: 67_108_864, sustainedS: 120 },
  },
  health: { minimum: 80, weights: { slos: 0.4, latency: 0.2, probes: 0.2, saturation: 0.1, gate: 0.1 } },
};

/** What a canary is held to, by environment. Each is stricter than the one before it, and needs more traffic. */
export const POLICIES: Readonly<Record<Environment, Policy>> = {
  staging: {
    ...PROD,
    slos: { each: { toleranceRatio: 0.005, marginRatio: 0.03 } },
    latency: { toleranceRatio: 0.1, marginRatio: 0.2 },
    minSamples: { canary: 100, stable: 100 },
    blockS: 2,
    minObservedS: 20,
    maxHoldS: 600,
    bakeS: 300,
    gate: { ...PROD.gate, required: false, asks: { profile: 'quick', faults: false } },
  },
  'pre-prod': {
    ...PROD,
    slos: { each: { toleranceRatio: 0.002, marginRatio: 0.01 } },
    latency: { toleranceRatio: 0.05, marginRatio: 0.15 },
    minSamples: { canary: 300, stable: 300 },
    minObservedS: 60,
    maxHoldS: 1_200,
    bakeS: 900,
  },
  prod: PROD,
};
