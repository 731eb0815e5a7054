// The policy that decides in an environment: that of the values, else that of the environment.
import { POLICIES } from '../decision/policies.ts';
import type { Policy } from '../decision/policy-schema.ts';
import type { Values } from './values-schema.ts';

/** Whether the gate runs as a stage of the rollout. */
export const hasGateStage = ({ gate, rollout }: Pick<Values, 'gate' | 'rollout'>): boolean =>
  gate !== undefined && rollout.steps.some((step) => step.gate === true);

/**
 * What the canary is held to. Where the gate is a stage of the rollout, Argo waits for its verdict, and the decision does not: it is
 * asked at steps before that one, too.
 */
export function pickPolicy(values: Values): Policy {
  const policy = values.decision ?? POLICIES[values.environment];
  return hasGateStage(values) ? { ...policy, gate: { ...policy.gate, required: false } } : policy;
}
