// Where the runners of a fleet run, and what they are made of: read only where there is more than one.
import { CLUSTER_OPTIONS } from '../options/cluster-options.ts';
import { type Option, text } from '../options/option.ts';

/** Of the cluster, beside the options of a run. */
const CLUSTER: readonly Option[] = CLUSTER_OPTIONS.map((option) =>
  option.env === 'CLUSTER_DIR' ? { ...option, flag: 'cluster-dir' } : option,
);

/** What the coordinator of a fleet is told, and its runners are not. */
export const FLEET_OPTIONS: readonly Option[] = [
  ...CLUSTER,
  text(
    'RUNNER_IMAGE',
    '',
    'image of the runners, with k6, a shell and nothing of ours; empty: the k6 that is pinned here',
    undefined,
    { flag: 'image' },
  ),
  text(
    'STARTER_IMAGE',
    '',
    'image of the pod by which k6-operator starts the runners where we may not, with a shell and curl; empty: its own',
  ),
  text(
    'RUNNER_SCRIPT',
    '',
    'path of the built script in RUNNER_IMAGE, for one that is too big for a ConfigMap; empty: it is handed over',
  ),
  text(
    'RUNNER_POD',
    '',
    "a YAML file of what the pods of runners have besides, as `runner` of k6-operator's TestRun: resources, nodeSelector, tolerations, …",
  ),
  text(
    'JOURNAL_VOLUME',
    '',
    'claim of a volume that takes the rows of runners, where a node would not keep their logs: a coordinator in a pod mounts it at /journal; empty: rows come by the logs',
    { pattern: /^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$/, wanted: 'a name of a PersistentVolumeClaim' },
  ),
];
