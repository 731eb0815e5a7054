// A folder for a while. Not zx's `tmpdir`, which takes what is there under the name and lets everyone read it: this one is
// new, ours alone, and gone afterwards.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Lets `work` use an empty folder of the system's temporary ones, and removes it with all that is in it, whatever comes of that.
 * @param name what its name begins with, behind `aurora-`
 */
export async function withTemporaryDir<T>(name: string, work: (dir: string) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), `aurora-${name}-`));
  try {
    return await work(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
