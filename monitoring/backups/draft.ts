// A folder that is there whole or not at all: made under another name, and renamed at the end.
import { chmod, copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { computeSha256, type ManifestEntry } from './manifest.ts';

/** A folder in the making; what is put in is for its owner alone. */
export interface Draft {
  readonly dir: string;
  /** Writes a file. */
  add(path: string, text: string): Promise<void>;
  /** Copies a file. */
  copy(path: string, from: string): Promise<void>;
  /** What is in it so far. */
  entries(): readonly ManifestEntry[];
}

const isFull = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');

/** Why a folder could not be made. The message is one sentence. */
export class DraftError extends Error {
  override readonly name = 'DraftError';
}

/**
 * Lets `fill` make a folder, and puts it in its place when that is done.
 * @param target is replaced where it is an empty folder
 * @throws DraftError where it cannot be written, and what `fill` throws; nothing is left of it then
 */
export async function writeFolder(target: string, fill: (draft: Draft) => Promise<void>): Promise<void> {
  const parent = dirname(target);
  const dir = `${target}.${process.pid}.new`;
  const entries: ManifestEntry[] = [];
  const put = async (path: string, write: (file: string) => Promise<void>) => {
    const file = join(dir, path);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await write(file);
    entries.push({ path, sha256: await computeSha256(file) });
  };
  try {
    await mkdir(parent, { recursive: true });
    await mkdir(dir, { mode: 0o700 });
    await fill({
      dir,
      add: (path, text) => put(path, (file) => writeFile(file, text, { mode: 0o600, flag: 'wx' })),
      copy: (path, from) =>
        put(path, async (file) => {
          await copyFile(from, file);
          await chmod(file, 0o600);
        }),
      entries: () => entries,
    });
    await rename(dir, target);
  } catch (error) {
    await rm(dir, { recursive: true, force: true });
    if (isFull(error))
      throw new DraftError(
        `the disk of ${parent} is full; make room, or give another folder: nothing was left there`,
      );
    if (error instanceof Error && 'code' in error && 'syscall' in error)
      throw new DraftError(`${target} cannot be written (${error.message}); give a folder that can`);
    throw error;
  }
}
