// Where the repository is: every path of ours starts here, so that the commands work from any folder.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(import.meta.url);

/** The folder above this file, or above what was built of it, that npm knows as the package. */
function findRoot(path: string): string {
  const folder = dirname(path);
  if (folder === path) throw new Error(`no package.json lies above ${HERE}`);
  return existsSync(join(folder, 'package.json')) ? folder : findRoot(folder);
}

const ROOT = findRoot(HERE);

/** A path inside the repository. */
export function repoPath(...parts: string[]): string {
  return join(ROOT, ...parts);
}
