// What an image of the suite holds of a checkout: the tree as .dockerignore leaves it, and the packages that are not for development alone.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import createIgnore from '@balena/dockerignore';
import { OptionError } from '../../../core/options/option-error.ts';
import { toJsonOrNone, toObject } from '../../../core/text/json.ts';

/** npm's own note of what it installed; in the form of package-lock.json. */
const INSTALLED = 'node_modules/.package-lock.json';

/** Folders under which npm installed a package that is needed beyond development. @param note the text of npm's own note */
export const parsePackages = (note: string): readonly string[] =>
  Object.entries(toObject(toObject(toJsonOrNone(note)).packages))
    .filter(([path, entry]) => path !== '' && toObject(entry).dev !== true)
    .map(([path]) => path);

export interface SuiteFiles {
  /** Paths from the root of the checkout, of its own files. */
  readonly tree: readonly string[];
  /** The same of the packages. */
  readonly packages: readonly string[];
  /** Says which packages these are: another text is another set of them. */
  readonly note: string;
}

/**
 * Lists them, sorted.
 * @throws OptionError where the packages are not installed
 */
export async function listSuiteFiles(root: string): Promise<SuiteFiles> {
  const note = await readFile(join(root, INSTALLED), 'utf8').catch(() => {
    throw new OptionError(
      `${INSTALLED} is not there, by which the packages of an image are known; run npm ci`,
    );
  });
  const ignored = createIgnore().add(await readFile(join(root, '.dockerignore'), 'utf8'));
  const folders = new Set(parsePackages(note));
  const packages = [...folders].map((folder) =>
    // A package below another one is listed by itself, or is for development.
    listFiles(root, folder, (path) => /\/node_modules$/.test(path)).catch((error: NodeJS.ErrnoException) => {
      // One for another platform.
      if (error.code === 'ENOENT') return [];
      throw error;
    }),
  );
  return {
    tree: await listFiles(root, '', (path) => ignored.ignores(path)),
    packages: (await Promise.all(packages)).flat().sort(),
    note,
  };
}

async function listFiles(
  root: string,
  folder: string,
  isLeftOut: (path: string) => boolean,
): Promise<readonly string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true });
  const found = entries.map(async (entry): Promise<readonly string[]> => {
    const path = join(folder, entry.name);
    if (isLeftOut(path)) return [];
    if (entry.isDirectory()) return listFiles(root, path, isLeftOut);
    return entry.isFile() ? [path] : [];
  });
  return (await Promise.all(found)).flat().sort();
}
