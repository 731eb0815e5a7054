// Whether a backup is as it was written.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { computeSha256, listFolder, MANIFEST, parseManifest } from './manifest.ts';

/** A backup that is as it was written. */
export interface VerifiedBackup {
  readonly dir: string;
  /** Paths in it, but for the manifest's. */
  readonly files: readonly string[];
}

/** A backup that is not as it was written, or a folder that is none. The message is one sentence. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
}

const REMEDY = 'nothing of it is used; take another backup';

/**
 * Holds every file of a backup against its manifest.
 * @throws BackupError where a file is missing, was added or changed, or there is no manifest
 */
export async function verifyBackup(dir: string): Promise<VerifiedBackup> {
  const text = await readFile(join(dir, MANIFEST), 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new BackupError(`${dir} is no backup (${MANIFEST}: ${error.code}); give the folder of one`);
  });
  const entries = parseManifest(text);
  if (entries === undefined)
    throw new BackupError(`${dir}: ${MANIFEST} is not whole, or not as a backup writes it; ${REMEDY}`);
  const { files, others } = await listFolder(dir);
  const [link] = others;
  if (link !== undefined) throw new BackupError(`${dir}: ${link} is neither a file nor a folder; ${REMEDY}`);
  const listed = new Set(entries.map(({ path }) => path));
  const extra = files.find((path) => path !== MANIFEST && !listed.has(path));
  if (extra !== undefined) throw new BackupError(`${dir}: ${extra} is not in ${MANIFEST}; ${REMEDY}`);
  const there = new Set(files);
  const missing = entries.find(({ path }) => !there.has(path));
  if (missing) throw new BackupError(`${dir}: ${missing.path} is in ${MANIFEST}, and missing; ${REMEDY}`);
  for (const { path, sha256 } of entries) {
    if ((await computeSha256(join(dir, path))) === sha256) continue;
    throw new BackupError(`${dir}: ${path} is not as it was written (its SHA-256 is another); ${REMEDY}`);
  }
  return { dir, files: [...listed].sort() };
}
