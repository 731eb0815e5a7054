// The cluster that these tests share: the one of CLUSTER_DIR where that is set and runs, else one of their own, ended after the last.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { DEFAULT_SERVICE } from '../../lib/core/plan/run-options.ts';
import { findCluster, startCluster, stopCluster } from '../../lib/node/cluster/local/local-cluster.ts';
import { loadService } from '../../lib/node/service/load-service.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    clusterDir: string;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.CLUSTER_DIR ?? '';
  if (given !== '' && (await findCluster(given))) {
    project.provide('clusterDir', given);
    return async () => {};
  }
  const parent = await mkdtemp(join(tmpdir(), 'aurora-cluster-'));
  const dir = join(parent, 'cluster');
  const services = [await loadService(DEFAULT_SERVICE)];
  await startCluster({ dir, services, stop: new AbortController().signal, say: (line) => console.log(line) });
  project.provide('clusterDir', dir);
  return async () => {
    await stopCluster(dir);
    await rm(parent, { recursive: true, force: true });
  };
}
