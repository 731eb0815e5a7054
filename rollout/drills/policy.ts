// The policy of a drill: that of its values, with times for a drill. What is too much for 15 s there is too much for two minutes elsewhere.
import type { Policy } from '../decision/policy-schema.ts';

const MEMORY_BYTES = 32 * 1024 * 1024;

/** @returns the policy, to be kept to within minutes */
export const toDrillPolicy = (policy: Policy): Policy => ({
  ...policy,
  maxHoldS: 120,
  bakeS: 30,
  saturation: {
    cpu: { maxRatio: 2, minDifference: 0.2, sustainedS: 20 },
    memory: { maxRatio: 1.5, minDifference: MEMORY_BYTES, sustainedS: 15 },
  },
});
