// npm run schemas: the formats of our own files → schemas/*.schema.json.
import { SCHEMAS } from '../lib/node/cli/commands.ts';
import { runCommand } from '../lib/node/cli/run-command.ts';
import { repoPath } from '../lib/node/files/paths.ts';
import { writeWhole } from '../lib/node/files/write-whole.ts';
import { FORMAT_IDS, toSchemaName, toSchemaText } from '../schemas/formats.ts';
import {
  OPTION_FILE_SCHEMA,
  OPTION_FILE_TYPE,
  toOptionFileSchema,
  toOptionFileType,
} from '../schemas/option-file.ts';
import { listAllCommands } from './help/commands.ts';

await runCommand(SCHEMAS, async () => {
  for (const id of FORMAT_IDS) {
    const path = `schemas/${toSchemaName(id)}`;
    await writeWhole(repoPath(path), toSchemaText(id));
    console.log(path);
  }
  const commands = (await listAllCommands()).map(([, command]) => command);
  const made = [
    [OPTION_FILE_SCHEMA, toOptionFileSchema(commands)],
    [OPTION_FILE_TYPE, toOptionFileType(commands)],
  ] as const;
  for (const [name, text] of made) {
    await writeWhole(repoPath('schemas', name), text);
    console.log(`schemas/${name}`);
  }
  return 0;
});
