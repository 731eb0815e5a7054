// npm run chaos -- on <mode> | off | status: faults by hand.
import { toShown } from '../lib/core/text/plain-text.ts';
import { CHAOS } from '../lib/node/cli/commands.ts';
import { runCommand } from '../lib/node/cli/run-command.ts';
import { showWhile } from '../lib/node/cli/spinner.ts';
import { sayOnStdout } from '../lib/node/cli/terminal/say-line.ts';
import { toggleFault } from '../lib/node/run/toggle.ts';

await runCommand(CHAOS, async ({ values, args: [action = '', mode] }) => {
  const lines = await showWhile(`chaos ${action}`, () => toggleFault(action, mode, values));
  for (const line of lines) sayOnStdout(toShown(line));
  return 0;
});
