// The tree that the house tests walk: every source of ours, by its path from the root.
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { repoPath } from '../../lib/node/process/paths.ts';

/** Folders that hold nothing of ours to read: installed, built, written by a run, or Go. */
const NOT_READ = new Set(['node_modules', 'dist', 'generated', 'results', 'tools']);

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
