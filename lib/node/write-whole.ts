// A file that others may read at any moment: they find the old content or the new, never a half.
import { rename, writeFile } from 'node:fs/promises';

/** Writes `content` to `file` in one step. */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const draft = `${file}.${process.pid}.new`;
  await writeFile(draft, content);
  await rename(draft, file);
}
