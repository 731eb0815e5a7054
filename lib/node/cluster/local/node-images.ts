// The images of the node of a cluster on this machine, while it runs: what is there, and archives that are added.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from '../../process/run-program.ts';
import { nameByDigest } from './image-digests.ts';
import { CONTAINERD_SOCKET } from './inside/node-files.ts';
import type { ClusterSetup } from './inside/setup.ts';
import { findInnerPid, type LocalCluster } from './local-cluster.ts';

const COMMAND_DEADLINE_MS = 180_000;

/** What a cluster was started with. */
export const readSetup = async ({ dir }: Pick<LocalCluster, 'dir'>): Promise<ClusterSetup> =>
  JSON.parse(await readFile(join(dir, 'setup.json'), 'utf8')) as ClusterSetup;

export interface NodeImages {
  /** The digest of an image, `sha256:…`; undefined where it is not there. */
  findDigest(name: string): Promise<string | undefined>;
  /** Adds the images of an archive, under their digests too. @throws Error with the node's words */
  add(archive: string): Promise<void>;
}

/** Those of a cluster. @throws Error where it runs no more */
export async function openNodeImages(cluster: LocalCluster): Promise<NodeImages> {
  const { node } = await readSetup(cluster);
  const pid = await findInnerPid(cluster);
  const ctr = async (...args: readonly string[]): Promise<string> => {
    // The socket of containerd lies in the /run that is the cluster's own.
    const rest = [
      `--mount=/proc/${pid}/ns/mnt`,
      ...[node.paths.ctr, '--address', CONTAINERD_SOCKET, '--namespace', 'k8s.io', ...args],
    ];
    const { code, stdout, output } = await runProgram('nsenter', rest, { timeoutMs: COMMAND_DEADLINE_MS });
    if (code !== 0) throw new Error(`ctr ${args.join(' ')}: exit ${code}, ${output.trim()}`);
    return stdout;
  };
  return {
    async findDigest(name) {
      const lines = (await ctr('images', 'list')).split('\n').map((line) => line.split(/\s+/));
      const found = lines.find(([first]) => first === name);
      return found?.find((word) => /^sha256:[0-9a-f]{64}$/.test(word));
    },
    async add(archive) {
      await ctr('images', 'import', archive);
      await nameByDigest(ctr);
    },
  };
}
