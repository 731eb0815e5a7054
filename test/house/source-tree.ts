// The tree that the house tests walk: every source of ours, by its path from the root.
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { repoPath } from '../../lib/node/files/paths.ts';

/** Folders that hold nothing of ours to read: Go, and what git ignores, because it is installed, built or written by a run. */
const NOT_READ = new Set([
  'tools',
  'results',
  ...readFileSync(repoPath('.gitignore'), 'utf8')
    .split('\n')
    .filter((line) => line.endsWith('/'))
    .map((line) => line.slice(0, -1)),
]);

/**
 * Every file below `root` that is ours, as a path with `/` from there, sorted. Hidden folders are left out.
 * @param endings like `.ts`
 */
export function listFiles(endings: readonly string[], root = repoPath()): readonly string[] {
  const walk = (folder: string): string[] =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = folder === '' ? entry.name : posix.join(folder, entry.name);
      if (entry.isDirectory()) return entry.name.startsWith('.') || NOT_READ.has(path) ? [] : walk(path);
      return endings.some((ending) => entry.name.endsWith(ending)) ? [path.split(sep).join('/')] : [];
    });
  return walk('').sort();
}

/** The text of a file of ours. */
export const readSource = (path: string, root = repoPath()): string => readFileSync(join(root, path), 'utf8');

/** True for a test, and for what only tests use. */
export const isTest = (path: string): boolean => path.endsWith('.test.ts') || path.startsWith('test/');

/** The ids of the services: their folders. */
export const listServices = (root = repoPath()): readonly string[] =>
  readdirSync(join(root, 'services'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
