// A disk of a few megabytes, for what happens when it is full.
import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const NO_MOUNT = 'only root may mount a disk';

/**
 * A file system in memory; undefined where we may not mount one.
 * @param parent the folder that it is mounted in, under `name`
 * @param options of tmpfs, as `size=2m`
 */
export async function mountDisk(parent: string, name: string, options: string) {
  const dir = join(parent, name);
  await mkdir(dir);
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', dir]).catch(() => undefined);
  if (!mounted) return undefined;
  return { dir, [Symbol.asyncDispose]: async () => void (await run('umount', ['-l', dir])) };
}
