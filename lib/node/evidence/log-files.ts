// The files of an evidence log, written so that a writer that is killed leaves none of them half.
import { createHash } from 'node:crypto';
import { link, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isDraft } from '../../core/evidence/places.ts';

export const toSha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The text of a bundle in its file. Its hash is over these bytes. */
export const toBundleText = (bundle: unknown): string => `${JSON.stringify(bundle)}\n`;

/** Puts a file under a name that is free, whole and on the disk. @throws EEXIST where the name is taken */
export async function addWhole(file: string, text: string): Promise<void> {
  await writeDraft(file, text, (draft) => link(draft, file));
}

/** Puts a file in place of the one that is there. */
export async function replaceWhole(file: string, text: string): Promise<void> {
  await writeDraft(file, text, (draft) => rename(draft, file));
}

async function writeDraft(
  file: string,
  text: string,
  place: (draft: string) => Promise<void>,
): Promise<void> {
  const draft = `${file}.${process.pid}.new`;
  try {
    const handle = await open(draft, 'w', 0o644);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await place(draft);
  } finally {
    await rm(draft, { force: true });
  }
  const dir = await open(dirname(file), 'r');
  try {
    await dir.sync();
  } finally {
    await dir.close();
  }
}

/** Removes what killed writers left unfinished. Only whoever holds the lock may. */
export async function removeDrafts(dir: string): Promise<void> {
  const names = await readdir(dir);
  await Promise.all(names.filter(isDraft).map((name) => rm(join(dir, name), { force: true })));
}

/** The bytes of a file; undefined where it is not there. */
export async function readIfThere(file: string): Promise<Buffer | undefined> {
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
