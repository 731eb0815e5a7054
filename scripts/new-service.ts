// npm run new-service -- shop [--openapi openapi.json]: a folder that runs, to go on from.
import { relative, resolve } from 'node:path';
import { toShown } from '../lib/core/text/plain-text.ts';
import { toCall } from '../lib/node/cli/call.ts';
import { NEW_SERVICE } from '../lib/node/cli/commands.ts';
import { runCommand } from '../lib/node/cli/run-command.ts';
import { sayOnStdout } from '../lib/node/cli/terminal/say-line.ts';
import { IS_INSTALLED } from '../lib/node/files/paths.ts';
import { writeNewService } from '../lib/node/service/new-service.ts';

await runCommand(NEW_SERVICE, async ({ args: [name = ''], values: { NEW_SERVICE_OPENAPI: openapi } }) => {
  // What is written into a folder of npm's is gone with the next install.
  const parent = IS_INSTALLED ? resolve('services') : undefined;
  const { dir, written } = await writeNewService(name, openapi || undefined, parent);
  console.log(`${relative('.', dir)}/service.ts`);
  for (const { operation } of written?.journey.steps ?? [])
    console.log(`  ${operation.method} ${toShown(operation.path)}`);
  for (const { operation, why } of written?.journey.leftOut ?? [])
    sayOnStdout(`  left out: ${operation.method} ${toShown(operation.path)}: ${toShown(why)}`);
  const base = written ? `BASE=${written.base} ` : '';
  const service = IS_INSTALLED ? relative('.', dir) : name;
  console.log(`\nTry it: ${base}${toCall('soak', ['--service', service, '--once'])}`);
  return 0;
});
