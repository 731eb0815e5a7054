// The composite health: one figure for a person, and a floor under which no canary is promoted.
import type { Reason } from './decision.ts';
import type { Policy } from './policy-schema.ts';
import { HEALTH_PARTS, type HealthPart } from './policy-words.ts';
import { computeUsedMargins } from './reasons/shares.ts';
import type { State } from './state-schema.ts';

/**
 * The weighted mean of the parts that the policy asks for, each 0 to 1, times 100. Of SLOs and latency a part is the margin that is
 * left, as it looks; of flows the share of recent passes; of saturation the share of resources within their limits; the gate's
 * verdict is 1, 0.5 or 0.
 * @returns undefined where a part cannot be told, or none has a weight
 */
export function computeHealth(state: State, policy: Policy, reasons: readonly Reason[]): number | undefined {
  const used = computeUsedMargins(state, policy);
  const outcomes = (prefix: string) =>
    reasons.filter(({ id, outcome }) => id.startsWith(prefix) && outcome !== 'skipped');
  const parts: Readonly<Record<HealthPart, () => number | undefined>> = {
    slos: () => 1 - used.slos,
    latency: () => (policy.latency === undefined ? undefined : 1 - used.latency),
    probes: () => computePasses(state, policy),
    saturation: () => {
      const all = outcomes('saturation:');
      return all.length === 0
        ? undefined
        : all.filter(({ outcome }) => outcome === 'pass').length / all.length;
    },
    gate: () => {
      const [gate] = outcomes('gate');
      return gate && { pass: 1, inconclusive: 0.5, fail: 0, skipped: 0.5 }[gate.outcome];
    },
  };
  let weights = 0;
  let sum = 0;
  for (const part of HEALTH_PARTS) {
    const value = parts[part]();
    if (value === undefined) continue;
    weights += policy.health.weights[part];
    sum += policy.health.weights[part] * value;
  }
  const health = (100 * sum) / weights;
  return Number.isFinite(health) ? health : undefined;
}

/** @returns undefined where no flow is asked for; NaN where one is and none was played */
function computePasses({ flows }: State, { probes }: Policy): number | undefined {
  const outcomes = Object.values(flows).flatMap((flow) => flow.outcomes);
  if (!probes.required && outcomes.length === 0) return undefined;
  return outcomes.filter((outcome) => outcome === 'pass').length / outcomes.length;
}
