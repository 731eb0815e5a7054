// Where the repository is: every path of ours starts here, so that the commands work from any folder.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(import.meta.url);

/** The folder above this file, or above what was built of it, that npm knows as the package. */
function findRoot(path: string): string {
  const folder = dirname(path);
  if (folder === path) throw new Error(`no package.json lies above ${HERE}`);
  return existsSync(join(folder, 'package.json')) ? folder : findRoot(folder);
}

const ROOT = findRoot(HERE);

/** We are installed as a package: a folder of npm's, which the next `npm install` may empty, and which not everybody may write to. */
export const IS_INSTALLED = basename(dirname(ROOT)) === 'node_modules';

/** A path inside the repository. */
export function repoPath(...parts: string[]): string {
  return join(ROOT, ...parts);
}

/** What we build and keep for later starts lies in the checkout or, of an installed package, in this user's cache. */
export function keptPath(...parts: string[]): string {
  if (!IS_INSTALLED) return repoPath(...parts);
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'aurora-gate', ...parts);
}

/** Where npm put the packages that we need, for what does not lie below them. */
export const listPackageFolders = (): readonly string[] => [
  repoPath('node_modules'),
  ...(IS_INSTALLED ? [dirname(ROOT)] : []),
];
