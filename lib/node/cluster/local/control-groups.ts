// The control groups of pods, which outlive the processes of a cluster that is killed.
import { readdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';

const ROOT = '/sys/fs/cgroup';

/** Removes the groups of these pods, and nothing that is not empty. */
export async function removeControlGroups(pods: readonly string[]): Promise<void> {
  if (pods.length === 0) return;
  for (const folder of await listFolders(ROOT))
    if (pods.some((pod) => folder.includes(pod))) await rmdir(folder).catch(() => {});
}

/** Every folder below `root`, the deepest first. */
async function listFolders(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => join(root, entry.name));
  const below = await Promise.all(folders.map(listFolders));
  return [...below.flat(), ...folders];
}
