// npm run schemas: the formats of our own files → schemas/*.schema.json.
import { repoPath } from '../lib/node/process/paths.ts';
import { writeWhole } from '../lib/node/process/write-whole.ts';
import { FORMAT_IDS, toSchemaName, toSchemaText } from '../schemas/formats.ts';

if (process.argv.includes('--help')) {
  console.log(
    'npm run schemas   writes the formats of our own files into schemas/; a test says when that is due',
  );
} else {
  for (const id of FORMAT_IDS) {
    const path = `schemas/${toSchemaName(id)}`;
    await writeWhole(repoPath(path), toSchemaText(id));
    console.log(path);
  }
}
