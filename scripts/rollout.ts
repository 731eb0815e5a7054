// npm run rollout -- <action>: canaries decided about.
import { runCommand } from '../lib/node/cli/run-command.ts';
import { ACTIONS } from '../rollout/commands/actions.ts';
import { createContext, toErrorCode } from '../rollout/commands/context.ts';
import { ACTION_NAMES, ROLLOUT } from '../rollout/commands/options.ts';

await runCommand(
  ROLLOUT,
  async ({ values, args: [action, word = ''] }, stop) => {
    const name = ACTION_NAMES.find((one) => one === action) ?? 'policy';
    const code = await ACTIONS[name](createContext(values, word, stop.signal));
    return stop.exitCode() ?? code;
  },
  toErrorCode,
);
