// The policy that an action holds canaries to.
import { OptionError } from '../../lib/core/options/option-error.ts';
import { POLICIES } from '../decision/policies.ts';
import type { Policy } from '../decision/policy-schema.ts';
import { ENVIRONMENTS, type Environment } from '../decision/policy-words.ts';
import type { ActionContext } from './context.ts';

export interface Chosen {
  readonly environment: Environment;
  readonly policy: Policy;
  /** The values say that traffic guards stand before the service. */
  readonly hasGuards: boolean;
}

/**
 * The policy of the values file that was given, else that of the environment.
 * @throws OptionError where the file has faults, one on each line
 */
export async function choosePolicy({ options }: Pick<ActionContext, 'options'>): Promise<Chosen> {
  const file = options.text('ROLLOUT_VALUES');
  const named = options.text('ROLLOUT_ENVIRONMENT');
  const environment = ENVIRONMENTS.find((one) => one === named) ?? 'staging';
  if (file === '') return { environment, policy: POLICIES[environment], hasGuards: false };
  // Loaded late: the form of values takes longer than the rest.
  const { readValuesFile } = await import('../values/read-values.ts');
  const { pickPolicy } = await import('../values/pick-policy.ts');
  const read = await readValuesFile(file, file);
  if ('faults' in read)
    throw new OptionError(`ROLLOUT_VALUES=${file} has faults:\n${read.faults.join('\n')}`);
  return {
    environment: read.values.environment,
    policy: pickPolicy(read.values),
    hasGuards: read.values.guard !== undefined,
  };
}
