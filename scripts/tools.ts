// npm run tools: builds the pinned binaries ahead of time, and prints where they are and which version.
import { Argument, Command } from 'commander';
import {
  ensureTool,
  readToolVersion,
  TOOL_NAMES,
  TOOLS,
  ToolError,
  type ToolName,
} from '../lib/node/build/tools.ts';

const overrides = TOOL_NAMES.map((name) => `  ${TOOLS[name].binaryEnv}  a ${name} binary to use instead`);

const program = new Command('tools')
  .description('Builds the external programs from their pinned Go modules (tools/) into .tools/, once.')
  .addArgument(
    new Argument('[name...]', 'which to build')
      .choices(TOOL_NAMES)
      .default(['k6', 'toxiproxy'] satisfies ToolName[]),
  )
  .addHelpText('after', `\nEnvironment:\n${overrides.join('\n')}`)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .action(async (names: readonly ToolName[]) => {
    for (const name of names) {
      const path = await ensureTool(name);
      console.log(`${name}\t${await readToolVersion(name, path)}\t${path}`);
    }
  });

try {
  await program.parseAsync(process.argv.slice(3), { from: 'user' });
} catch (error) {
  if (!(error instanceof ToolError)) throw error;
  console.error(`aurora-gate: ${error.message}`);
  process.exit(error.exitCode);
}
