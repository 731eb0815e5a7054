// npm run schemas: the formats of our own files → schemas/*.schema.json.
import { SCHEMAS } from '../lib/node/cli/commands.ts';
import { runCommand } from '../lib/node/cli/run-command.ts';
import { repoPath } from '../lib/node/files/paths.ts';
import { writeWhole } from '../lib/node/files/write-whole.ts';
import { FORMAT_IDS, toSchemaName, toSchemaText } from '../schemas/formats.ts';

await runCommand(SCHEMAS, async () => {
  for (const id of FORMAT_IDS) {
    const path = `schemas/${toSchemaName(id)}`;
    await writeWhole(repoPath(path), toSchemaText(id));
    console.log(path);
  }
  return 0;
});
