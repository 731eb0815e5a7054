import { Check } from 'typebox/value';
import { describe, expect, it, test } from 'vitest';
import { POLICIES } from './policies.ts';
import { Policy } from './policy-schema.ts';
import { ENVIRONMENTS, HEALTH_PARTS } from './policy-words.ts';

describe.each(ENVIRONMENTS)('the policy of %s', (environment) => {
  const policy = POLICIES[environment];

  it('has the form of one', () => expect(Check(Policy, policy)).toBe(true));

  it('tolerates less than it is there to find', () => {
    const all = [policy.slos.each, ...Object.values(policy.slos.byId ?? {}), policy.latency];
    for (const bounds of all) {
      if (bounds) expect(bounds.toleranceRatio).toBeLessThan(bounds.marginRatio);
    }
  });

  it('weighs its health to 1', () => {
    const sum = HEALTH_PARTS.reduce((total, part) => total + policy.health.weights[part], 0);
    expect(sum).toBeCloseTo(1);
  });
});

test.each<[string, object]>([
  ['an unknown key', { maxHoldSeconds: 3 }],
  ['a chance of 0', { falseAbort: 0 }],
  ['no end to a hold', { maxHoldS: Number.POSITIVE_INFINITY }],
  ['a warm-up that hides everything', { warmUpS: 3_600 }],
])('%s makes it none', (_, change) => expect(Check(Policy, { ...POLICIES.prod, ...change })).toBe(false));
