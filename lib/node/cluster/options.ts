// What `npm run cluster` takes: the command line, --help and docs/cluster.md are held to this.
import { type Command, toActionNotes } from '../../core/options/command.ts';
import { type Option, onOff, text } from '../../core/options/option.ts';
import { SERVICE_OPTION } from '../../core/plan/run-options.ts';

/** What each action does. */
export const CLUSTER_ACTION_DOCS = {
  up: 'builds what is missing, starts a Kubernetes with Argo Rollouts and Prometheus on this machine, and leaves it running',
  down: 'ends it with every pod, and removes what it kept',
  status: 'says what runs in it: components, versions, nodes, rollouts, pods',
} as const;
export type ClusterAction = keyof typeof CLUSTER_ACTION_DOCS;
export const CLUSTER_ACTIONS = Object.keys(CLUSTER_ACTION_DOCS) as readonly ClusterAction[];

/** How a command finds its cluster: the one of this machine, unless a kubeconfig is named. */
export const CLUSTER_OPTIONS: readonly Option[] = [
  text(
    'CLUSTER_DIR',
    '',
    'folder of the cluster on this machine; empty: .state/cluster of this checkout',
    undefined,
    {
      flag: 'dir',
    },
  ),
  text(
    'CLUSTER_KUBECONFIG',
    '',
    'kubeconfig of a cluster of your own, in the place of the one on this machine',
    undefined,
    {
      flag: 'kubeconfig',
    },
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

export const CLUSTER: Command = {
  name: 'cluster',
  usage: '<action> [options]',
  does: 'Starts, ends and shows the Kubernetes that drills and cluster tests run in.',
  arguments: [{ name: 'action', doc: CLUSTER_ACTIONS.join(', '), choices: CLUSTER_ACTIONS }],
  options: [
    SERVICE_OPTION,
    ...CLUSTER_OPTIONS,
    onOff(
      'CLUSTER_SUITE_IMAGE',
      'up: its pods may run this suite, too: the decision server, the prober, the gate; drills that need it put it there themselves',
      { flag: 'suite-image' },
    ),
  ],
  target: { none: 'the pods of a cluster call each other' },
  notes: [
    ...toActionNotes(CLUSTER_ACTION_DOCS),
    '',
    'Needs Linux and root. The first time it builds Kubernetes, etcd, Argo Rollouts and Prometheus from their Go modules: 10 to 20 min on two cores.',
  ],
  examples: [
    ['cluster -- up', 'then: npm run rollout -- drill bad-canary'],
    ['cluster -- status', 'components, rollouts and pods'],
    ['cluster -- down', 'ends all of it'],
  ],
  exitCodes: {
    0: 'done; of status: the cluster is up and every component runs',
    1: 'status: it is down, or a component does not run',
    2: 'usage or set-up; it did not come up',
  },
  endsInOrder: true,
};
