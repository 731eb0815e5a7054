// A file that others may read at any moment: they find the old content or the new, never a half.
import { rename, rm, writeFile } from 'node:fs/promises';

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
