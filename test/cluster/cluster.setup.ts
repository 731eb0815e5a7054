// The cluster that these tests share: the one of CLUSTER_DIR where that is set and runs, else one of their own, ended after the last.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { findCluster } from '../../lib/node/cluster/local/local-cluster.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { runProgram } from '../../lib/node/process/run-program.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    clusterDir: string;
  }
}

/** As its users start and end it. @returns its exit code */
async function act(action: 'up' | 'down', dir: string): Promise<number | null> {
  const args = [repoPath('scripts', 'launch.mjs'), 'cluster', action, '--dir', dir];
  return (await runProgram(process.execPath, args, { onOurTerminal: true, env: process.env })).code;
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.CLUSTER_DIR ?? '';
  if (given !== '' && (await findCluster(given))) {
    project.provide('clusterDir', given);
    return async () => {};
  }
  const parent = await mkdtemp(join(tmpdir(), 'aurora-cluster-'));
  const dir = join(parent, 'cluster');
  const end = async () => {
    await act('down', dir);
    await rm(parent, { recursive: true, force: true });
  };
  const code = await act('up', dir);
  if (code !== 0) {
    await end();
    throw new Error(`the cluster did not come up: exit code ${code}`);
  }
  project.provide('clusterDir', dir);
  return end;
}
