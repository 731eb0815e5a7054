// What `npm run cluster` takes: the command line, --help and docs/cluster.md are held to this.

import { CLUSTER_OPTIONS } from '../../core/options/cluster-options.ts';
import { type Command, toActionNotes } from '../../core/options/command.ts';
import { onOff } from '../../core/options/option.ts';
import { SERVICE_OPTION } from '../../core/plan/run-options.ts';

/** What each action does. */
export const CLUSTER_ACTION_DOCS = {
  up: 'builds what is missing, starts a Kubernetes with Argo Rollouts and Prometheus on this machine, and leaves it running',
  down: 'ends it with every pod, and removes what it kept',
  status: 'says what runs in it: components, versions, nodes, rollouts, pods',
} as const;
export type ClusterAction = keyof typeof CLUSTER_ACTION_DOCS;
export const CLUSTER_ACTIONS = Object.keys(CLUSTER_ACTION_DOCS) as readonly ClusterAction[];

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
    onOff(
      'CLUSTER_K6_OPERATOR',
      'up: it can run fleets, too: k6-operator, and an image of our k6; a fleet that needs them puts them there itself',
      { flag: 'k6-operator' },
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
