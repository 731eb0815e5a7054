// npm run cluster -- <action>: the Kubernetes that drills and cluster tests run in.
import { ToolError } from '../lib/node/build/tools.ts';
import { runCommand } from '../lib/node/cli/run-command.ts';
import { CLUSTER_COMMANDS } from '../lib/node/cluster/commands.ts';
import { CLUSTER, CLUSTER_ACTIONS } from '../lib/node/cluster/options.ts';

await runCommand(
  CLUSTER,
  async ({ values, args: [action] }, stop) => {
    const name = CLUSTER_ACTIONS.find((one) => one === action) ?? 'status';
    const code = await CLUSTER_COMMANDS[name](values, stop.signal);
    return stop.exitCode() ?? code;
  },
  (error) => (error instanceof ToolError ? error.exitCode : 2),
);
