// Which cluster a command is aimed at: the one of this machine, or the user's own by a kubeconfig; and the one namespace it may touch.
import { constants, access as mayRead } from 'node:fs/promises';
import { resolve } from 'node:path';
import { OptionError } from '../../core/options/option-error.ts';
import type { OptionReading } from '../../core/options/read-options.ts';
import { ensureTool } from '../build/tools.ts';
import { keptPath } from '../files/paths.ts';
import { toKubeconfigPath } from './local/inside/credentials.ts';
import { findCluster, findInnerPid, type LocalCluster } from './local/local-cluster.ts';

/** How the programs of a command reach its cluster. */
export interface ClusterAccess {
  /** The cluster of this machine; undefined where it is the user's own. */
  readonly local: LocalCluster | undefined;
  readonly kubectl: string;
  /** What every call of kubectl begins with. */
  readonly kubectlArgs: readonly string[];
  /** What stands before a program that is to run in the network of the cluster; nothing where that is the user's own. */
  readonly enter: readonly string[];
  readonly namespace: string;
}

const OUR_NAMESPACE = 'aurora-gate';

/** The folder of the cluster on this machine. */
export function toClusterDir({ text }: Pick<OptionReading, 'text'>): string {
  const dir = text('CLUSTER_DIR');
  return dir === '' ? keptPath('.state', 'cluster') : resolve(dir);
}

/**
 * The cluster that the options name.
 * @throws OptionError where none runs here, the kubeconfig cannot be read, or no namespace of it is named
 */
export async function findAccess(options: OptionReading): Promise<ClusterAccess> {
  const kubeconfig = options.text('CLUSTER_KUBECONFIG');
  const namespace = options.text('CLUSTER_NAMESPACE');
  return kubeconfig === ''
    ? findLocalAccess(toClusterDir(options), namespace)
    : findOwn(kubeconfig, options.text('CLUSTER_CONTEXT'), namespace, await ensureTool('kubectl'));
}

/**
 * The cluster of this machine.
 * @param dir its folder
 * @param namespace the one that may be touched; '' stands for ours
 * @throws OptionError where none runs there
 */
export async function findLocalAccess(
  dir: string,
  namespace = '',
): Promise<ClusterAccess & { readonly local: LocalCluster }> {
  const local = await findCluster(dir);
  if (!local) throw new OptionError(`no cluster runs in ${dir}; start one with \`npm run cluster -- up\``);
  return {
    local,
    kubectl: await ensureTool('kubectl'),
    kubectlArgs: ['--kubeconfig', toKubeconfigPath(dir, 'admin')],
    enter: ['nsenter', `--net=/proc/${await findInnerPid(local)}/ns/net`],
    namespace: namespace || OUR_NAMESPACE,
  };
}

async function findOwn(
  kubeconfig: string,
  context: string,
  namespace: string,
  kubectl: string,
): Promise<ClusterAccess> {
  await mayRead(kubeconfig, constants.R_OK).catch((error: Error) => {
    throw new OptionError(`CLUSTER_KUBECONFIG=${kubeconfig} cannot be read (${error.message})`);
  });
  if (namespace === '')
    throw new OptionError(
      'CLUSTER_NAMESPACE is empty; name the one namespace of your cluster that may be touched with --namespace',
    );
  return {
    local: undefined,
    kubectl,
    kubectlArgs: ['--kubeconfig', kubeconfig, ...(context === '' ? [] : ['--context', context])],
    enter: [],
    namespace,
  };
}
