// npm run monitoring -- <action>: the monitoring started, looked after and judged.
import { runCommand } from '../lib/node/cli/run-command.ts';
import { ACTIONS } from '../monitoring/commands/actions.ts';
import { createContext, toErrorCode } from '../monitoring/commands/context.ts';
import { ACTION_NAMES, MONITORING } from '../monitoring/commands/options.ts';

await runCommand(
  MONITORING,
  async ({ values, args: [action, word = ''] }, stop) => {
    const name = ACTION_NAMES.find((one) => one === action) ?? 'status';
    const code = await ACTIONS[name](createContext(values, word, stop.signal));
    return stop.exitCode() ?? code;
  },
  toErrorCode,
);
