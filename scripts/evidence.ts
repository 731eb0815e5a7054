// npm run evidence -- <action>: what was signed, verified and handed on.
import { RefusedError } from '../lib/node/cli/action.ts';
import { runCommand } from '../lib/node/cli/run-command.ts';
import { ACTIONS } from '../lib/node/evidence/commands/actions.ts';
import { createContext } from '../lib/node/evidence/commands/context.ts';
import { ACTION_NAMES, EVIDENCE } from '../lib/node/evidence/commands/options.ts';
import { LogError } from '../lib/node/evidence/log.ts';

await runCommand(
  EVIDENCE,
  async ({ values, args: [action, folder = '', index = ''] }) => {
    const name = ACTION_NAMES.find((one) => one === action) ?? 'verify';
    return ACTIONS[name](createContext(values, name, folder, index));
  },
  (error) => (error instanceof RefusedError || error instanceof LogError ? 1 : 2),
);
