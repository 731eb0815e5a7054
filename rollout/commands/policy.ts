// What a canary is held to, printed.
import { POLICIES } from '../decision/policies.ts';
import { ENVIRONMENTS } from '../decision/policy-words.ts';
import { type Action, refuseWord } from './context.ts';

/** Prints the policy of ROLLOUT_ENVIRONMENT. */
export const runPolicy: Action = async (context) => {
  refuseWord(context, 'policy');
  const named = context.options.text('ROLLOUT_ENVIRONMENT');
  const environment = ENVIRONMENTS.find((one) => one === named) ?? 'staging';
  process.stdout.write(`${JSON.stringify(POLICIES[environment], null, 2)}\n`);
  return 0;
};
