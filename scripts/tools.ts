// npm run tools: builds the pinned binaries ahead of time, and prints where they are and which version.
import {
  ensureTool,
  readToolVersion,
  TOOL_NAMES,
  ToolError,
  type ToolName,
} from '../lib/node/build/tools.ts';
import { BUILD_TOOLS } from '../lib/node/cli/commands.ts';
import { runCommand } from '../lib/node/cli/run-command.ts';

/** What a run needs. */
const USUAL: readonly ToolName[] = ['k6', 'toxiproxy'];

await runCommand(
  BUILD_TOOLS,
  async ({ args }) => {
    const asked = TOOL_NAMES.filter((name) => args.includes(name));
    for (const name of asked.length > 0 ? asked : USUAL) {
      const path = await ensureTool(name);
      console.log(`${name}\t${await readToolVersion(name, path)}\t${path}`);
    }
    return 0;
  },
  (error) => (error instanceof ToolError ? error.exitCode : 2),
);
