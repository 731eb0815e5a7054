// A source of this repository as what Node can run: the JavaScript that was built of it (lib/node/build/programs.mjs), or itself, by tsx.
import { existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { repoPath } from './paths.ts';

const [folder = ''] = relative(repoPath('built'), fileURLToPath(import.meta.url)).split(sep);
/** Where the JavaScript lies that we are ourselves a part of; undefined where we were started from the sources. */
const BUILT = folder === '' || folder === '..' ? undefined : repoPath('built', folder);

/** Whether we are run from JavaScript ourselves, so that nothing here reads TypeScript. */
export const runsBuilt = (): boolean => BUILT !== undefined;

/**
 * The JavaScript of a source, where we are run from JavaScript ourselves.
 * @param source an absolute path
 */
export function findBuilt(source: string): string | undefined {
  if (BUILT === undefined) return undefined;
  const path = join(BUILT, relative(repoPath(), source).replace(/\.ts$/, '.js'));
  return path.startsWith(BUILT + sep) && existsSync(path) ? path : undefined;
}

/**
 * What Node is given to run a program of ours, or of a service, as a process of its own.
 * @param source an absolute path
 */
export function toProgram(source: string): readonly string[] {
  const built = findBuilt(source);
  return built === undefined ? ['--import', import.meta.resolve('tsx'), source] : [built];
}
