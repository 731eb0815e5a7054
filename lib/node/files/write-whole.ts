// A file that others may read at any moment: they find the old content or the new, never a half.
import { readFile, rename, rm, writeFile } from 'node:fs/promises';

/**
 * Writes `content` to `file` in one step.
 * @throws what writing throws; nothing is left behind then
 */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const draft = `${file}.${process.pid}.new`;
  try {
    await writeFile(draft, content);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/**
 * As `writeWhole`, but a file that holds this already is left alone: who may only read a checkout can use what its owner has built.
 * @throws what writing throws
 */
export async function writeIfOther(file: string, content: string | Uint8Array): Promise<void> {
  const held = await readFile(file).catch(() => undefined);
  if (held?.equals(Buffer.from(content)) !== true) await writeWhole(file, content);
}
