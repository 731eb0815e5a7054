// npm run new-service -- shop [--openapi openapi.json]: a folder that runs, to go on from.
import { relative } from 'node:path';
import { createCommand, parseOrHelp } from '../lib/node/cli/command-line.ts';
import { runScript } from '../lib/node/cli/run-script.ts';
import { writeNewService } from '../lib/node/service/new-service.ts';

const command = createCommand('npm run new-service -- <name> [options]')
  .argument('<name>', 'of its folder under services/')
  .option(
    '--openapi <file>',
    'an OpenAPI document, 3.0 or 3.1, JSON or YAML; without it, the example is copied',
  )
  .addHelpText('after', '\nExit code: 0 it is written, 2 it is not.');

await runScript(async () => {
  const flags = parseOrHelp(command, process.argv.slice(3));
  if (flags === undefined) return undefined;
  const [name = ''] = command.args;
  const openapi = flags.openapi === undefined ? undefined : String(flags.openapi);
  const { dir, written } = await writeNewService(name, openapi);
  console.log(`${relative('.', dir)}/service.ts`);
  for (const { operation } of written?.journey.steps ?? [])
    console.log(`  ${operation.method} ${operation.path}`);
  for (const { operation, why } of written?.journey.leftOut ?? [])
    console.log(`  left out: ${operation.method} ${operation.path}: ${why}`);
  const base = written ? `BASE=http://127.0.0.1:3000${written.basePath} ` : '';
  console.log(`\nTry it: ${base}npm run soak -- --service ${name} --once`);
  return 0;
});
