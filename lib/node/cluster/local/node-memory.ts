// A node that runs short of memory, as its kubelet sees it: the bound below which it evicts pods is put above what is free.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toObject } from '../../../core/text/json.ts';
import { writeWhole } from '../../files/write-whole.ts';
import { killComponent, startComponent } from './control.ts';
import { NODE_FILES } from './inside/node-files.ts';
import type { LocalCluster } from './local-cluster.ts';

/** Above what any machine has: the kubelet finds too little at its first look. */
const MORE_THAN_THERE_IS = '1000Ti';

/**
 * Makes the node short of memory. Its kubelet starts anew for it, and evicts one pod after the other.
 * @returns what gives the memory back
 * @throws Error where the kubelet does not obey
 */
export async function shortenMemory(cluster: LocalCluster): Promise<() => Promise<void>> {
  const file = join(cluster.dir, NODE_FILES.kubelet);
  const before = await readFile(file, 'utf8');
  const config = toObject(JSON.parse(before));
  const evictionHard = { ...toObject(config.evictionHard), 'memory.available': MORE_THAN_THERE_IS };
  const restart = async (text: string) => {
    await writeWhole(file, text);
    await killComponent(cluster, 'kubelet');
    await startComponent(cluster, 'kubelet');
  };
  await restart(JSON.stringify({ ...config, evictionHard }));
  return () => restart(before);
}
