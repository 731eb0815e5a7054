// How a command finds its cluster: the one of this machine, unless a kubeconfig is named.
import { type Option, text } from './option.ts';

export const CLUSTER_OPTIONS: readonly Option[] = [
  text(
    'CLUSTER_DIR',
    '',
    'folder of the cluster on this machine; empty: .state/cluster of this checkout',
    undefined,
    { flag: 'dir', rivals: ['CLUSTER_KUBECONFIG'] },
  ),
  text(
    'CLUSTER_KUBECONFIG',
    '',
    'kubeconfig of a cluster of your own, in the place of the one on this machine',
    undefined,
    { flag: 'kubeconfig', rivals: ['CLUSTER_DIR'] },
  ),
  text('CLUSTER_CONTEXT', '', 'context of that kubeconfig; empty: its current one', undefined, {
    flag: 'context',
  }),
  text(
    'CLUSTER_NAMESPACE',
    '',
    'the one namespace that is looked at or changed; empty: aurora-gate on this machine; must be named for a cluster of your own',
    { pattern: /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, wanted: 'a name of a namespace' },
    { flag: 'namespace' },
  ),
];
