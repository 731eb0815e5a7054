// What a canary is held to, printed.
import { choosePolicy } from './choose-policy.ts';
import { type Action, refuseWord } from './context.ts';

/** Prints the policy of ROLLOUT_VALUES, else of ROLLOUT_ENVIRONMENT. */
export const runPolicy: Action = async (context) => {
  refuseWord(context, 'policy');
  const { policy } = await choosePolicy(context);
  process.stdout.write(`${JSON.stringify(policy, null, 2)}\n`);
  return 0;
};
