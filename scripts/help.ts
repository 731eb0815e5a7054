// npm run help: every command, in a line each.
import { CALLED } from '../lib/node/cli/call.ts';
import { HELP } from '../lib/node/cli/commands.ts';
import { runCommand } from '../lib/node/cli/run-command.ts';
import { listAllCommands } from './help/commands.ts';
import { GROUPS } from './help/groups.ts';
import { toOverview } from './help/overview.ts';

await runCommand(HELP, async () => {
  console.log(
    toOverview(
      CALLED,
      GROUPS,
      (await listAllCommands()).map(([, command]) => command),
    ),
  );
  return 0;
});
