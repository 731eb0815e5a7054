// npm run new-service -- shop [--openapi openapi.json]: a folder that runs, to go on from.
import { relative } from 'node:path';
import { toShown } from '../lib/core/text/plain-text.ts';
import { NEW_SERVICE } from '../lib/node/cli/commands.ts';
import { runCommand } from '../lib/node/cli/run-command.ts';
import { writeNewService } from '../lib/node/service/new-service.ts';

await runCommand(NEW_SERVICE, async ({ args: [name = ''], values: { NEW_SERVICE_OPENAPI: openapi } }) => {
  const { dir, written } = await writeNewService(name, openapi || undefined);
  console.log(`${relative('.', dir)}/service.ts`);
  for (const { operation } of written?.journey.steps ?? [])
    console.log(`  ${operation.method} ${toShown(operation.path)}`);
  for (const { operation, why } of written?.journey.leftOut ?? [])
    console.log(`  left out: ${operation.method} ${toShown(operation.path)}: ${toShown(why)}`);
  const base = written ? `BASE=http://127.0.0.1:3000${written.basePath} ` : '';
  console.log(`\nTry it: ${base}npm run soak -- --service ${name} --once`);
  return 0;
});
