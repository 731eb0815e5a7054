// The policy that decides in an environment: that of the values, else that of the environment.
import { POLICIES } from '../decision/policies.ts';
import type { Policy } from '../decision/policy-schema.ts';
import type { Values } from './values-schema.ts';

/** What the canary is held to. */
export const pickPolicy = ({ environment, decision }: Pick<Values, 'environment' | 'decision'>): Policy =>
  decision ?? POLICIES[environment];
