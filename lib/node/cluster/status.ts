// What `npm run cluster -- status` says.
import type { OptionReading } from '../../core/options/read-options.ts';
import { sayOnStdout } from '../cli/terminal/say-line.ts';
import { withTemporaryDir } from '../files/temporary.ts';
import { findAccess } from './access.ts';
import { type KubeApi, KubeError, type KubeObject, openKubeApi } from './kube-api.ts';
import { listComponents } from './local/control.ts';

interface Pod extends KubeObject {
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}
interface Rollout extends KubeObject {
  readonly status?: { readonly phase?: string; readonly message?: string };
}

/**
 * Prints what runs in the cluster that the options name.
 * @returns 0 where it is up and every component of ours runs, else 1
 * @throws OptionError where there is none
 */
export async function printStatus(options: OptionReading): Promise<number> {
  const access = await findAccess(options);
  return withTemporaryDir('cluster', async (dir) => {
    const components = access.local ? await listComponents(access.local) : [];
    for (const { name, pid, isRunning, starts } of components)
      sayOnStdout(
        `${name.padEnd(12)} ${isRunning ? `runs, pid ${pid}` : 'does not run'}${starts > 1 ? `, started ${starts} times` : ''}`,
      );
    const api = await openKubeApi(access, dir);
    try {
      await printObjects(api, access.namespace);
    } finally {
      await api.close();
    }
    return components.every(({ isRunning }) => isRunning) ? 0 : 1;
  });
}

async function printObjects(api: KubeApi, namespace: string): Promise<void> {
  const version = await api.get<{ readonly gitVersion?: string }>('/version');
  sayOnStdout(`Kubernetes   ${version.gitVersion ?? 'of no version'}, namespace ${namespace}`);
  const rollouts = await api
    .list<Rollout>(`/apis/argoproj.io/v1alpha1/namespaces/${namespace}/rollouts`)
    .catch((error: unknown) => {
      if (!(error instanceof KubeError) || error.status !== 404) throw error;
      sayOnStdout('Argo Rollouts is not installed: the cluster has no such objects');
      return [];
    });
  for (const { metadata, status } of rollouts)
    sayOnStdout(
      `rollout      ${metadata.name}: ${status?.phase ?? 'not looked at yet'} ${status?.message ?? ''}`.trimEnd(),
    );
  for (const { metadata, status } of await api.list<Pod>(`/api/v1/namespaces/${namespace}/pods`)) {
    const isReady = status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True');
    sayOnStdout(`pod          ${metadata.name}: ${status?.phase ?? 'unknown'}${isReady ? ', ready' : ''}`);
  }
}
