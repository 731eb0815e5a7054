// npm run flows, from its command line to its exit code.
import { printError } from '../../../lib/node/cli/print-error.ts';
import { runCommand } from '../../../lib/node/cli/run-command.ts';
import { type LoadedService, loadService, readServiceName } from '../../../lib/node/service/load-service.ts';
import { ACTIONS } from './actions.ts';
import { createContext } from './context.ts';
import { ACTION_NAMES, toFlowsCommand } from './options.ts';

/** Runs the action that the command line names, for the service that it names. */
export async function runFlowsCommand(): Promise<void> {
  const loaded = await load();
  if (!loaded) return;
  await runCommand(toFlowsCommand(loaded.service), async ({ values, args: [action, ...words] }, stop) => {
    const name = ACTION_NAMES.find((one) => one === action) ?? 'lint';
    const code = await ACTIONS[name](createContext(loaded, values, words, stop.signal));
    return stop.exitCode() ?? code;
  });
}

async function load(): Promise<LoadedService | undefined> {
  try {
    return await loadService(await readServiceName(process.argv.slice(3), process.env));
  } catch (error) {
    printError(error);
    process.exitCode = 2;
    return undefined;
  }
}
