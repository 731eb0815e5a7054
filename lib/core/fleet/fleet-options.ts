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
    'image of the pod that starts the runners, with a shell and curl; empty: the one that k6-operator takes',
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
];
