// The kinds that bring pods into a cluster, or decide about a canary: where their pods lie, what changes of them while they run, and
// who makes one of them for another.

export interface Workload {
  /** Group of its API; '' is the core. */
  readonly group: string;
  readonly version: string;
  /** Its plural, as rules of admission name it. */
  readonly resource: string;
  /** Where it holds templates of pods, from its root; `[]` stands for each item. '' is the object itself. */
  readonly templates: readonly string[];
  /** What controllers, and people through them, change while it runs: it is not signed. */
  readonly changes: readonly string[];
}

/** Every kind that is looked at. */
export const WORKLOADS = {
  Rollout: {
    group: 'argoproj.io',
    version: 'v1alpha1',
    resource: 'rollouts',
    templates: ['spec.template'],
    changes: ['spec.replicas', 'spec.paused', 'spec.restartAt'],
  },
  AnalysisTemplate: {
    group: 'argoproj.io',
    version: 'v1alpha1',
    resource: 'analysistemplates',
    templates: ['spec.metrics[].provider.job.spec.template'],
    changes: [],
  },
  AnalysisRun: {
    group: 'argoproj.io',
    version: 'v1alpha1',
    resource: 'analysisruns',
    templates: ['spec.metrics[].provider.job.spec.template'],
    changes: [],
  },
  Experiment: {
    group: 'argoproj.io',
    version: 'v1alpha1',
    resource: 'experiments',
    templates: ['spec.templates[].template'],
    changes: [],
  },
  Deployment: {
    group: 'apps',
    version: 'v1',
    resource: 'deployments',
    templates: ['spec.template'],
    changes: ['spec.replicas', 'spec.paused'],
  },
  StatefulSet: {
    group: 'apps',
    version: 'v1',
    resource: 'statefulsets',
    templates: ['spec.template'],
    changes: ['spec.replicas'],
  },
  DaemonSet: {
    group: 'apps',
    version: 'v1',
    resource: 'daemonsets',
    templates: ['spec.template'],
    changes: [],
  },
  ReplicaSet: {
    group: 'apps',
    version: 'v1',
    resource: 'replicasets',
    templates: ['spec.template'],
    changes: ['spec.replicas'],
  },
  ReplicationController: {
    group: '',
    version: 'v1',
    resource: 'replicationcontrollers',
    templates: ['spec.template'],
    changes: ['spec.replicas'],
  },
  Job: {
    group: 'batch',
    version: 'v1',
    resource: 'jobs',
    templates: ['spec.template'],
    changes: ['spec.suspend', 'spec.parallelism'],
  },
  CronJob: {
    group: 'batch',
    version: 'v1',
    resource: 'cronjobs',
    templates: ['spec.jobTemplate.spec.template'],
    changes: ['spec.suspend'],
  },
  Pod: { group: '', version: 'v1', resource: 'pods', templates: [''], changes: [] },
} as const satisfies Readonly<Record<string, Workload>>;
export type WorkloadKind = keyof typeof WORKLOADS;
export const WORKLOAD_KINDS = Object.keys(WORKLOADS) as readonly WorkloadKind[];

/** Its kind where it is one that is looked at. */
export const findWorkloadKind = (kind: unknown): WorkloadKind | undefined =>
  WORKLOAD_KINDS.find((one) => one === kind);

/** Which controller makes which kind for which: its own word behind `system:serviceaccount:kube-system:`. */
const MADE_BY_KUBERNETES: readonly (readonly [
  controller: string,
  owner: WorkloadKind,
  made: WorkloadKind,
])[] = [
  ['deployment-controller', 'Deployment', 'ReplicaSet'],
  ['replicaset-controller', 'ReplicaSet', 'Pod'],
  ['replication-controller', 'ReplicationController', 'Pod'],
  ['statefulset-controller', 'StatefulSet', 'Pod'],
  ['daemon-set-controller', 'DaemonSet', 'Pod'],
  ['job-controller', 'Job', 'Pod'],
  ['cronjob-controller', 'CronJob', 'Job'],
];
const MADE_BY_ARGO: readonly (readonly [owner: WorkloadKind, made: WorkloadKind])[] = [
  ['Rollout', 'ReplicaSet'],
  ['Rollout', 'AnalysisRun'],
  ['Rollout', 'Experiment'],
  ['Experiment', 'ReplicaSet'],
  ['Experiment', 'AnalysisRun'],
  ['AnalysisRun', 'Job'],
];

/** A user, the kind that it works for, and the kind that it makes for it. */
export type Made = readonly [user: string, owner: WorkloadKind, made: WorkloadKind];

/**
 * What controllers make of what was admitted. The user is whom the API server authenticated, so that an owner reference alone proves
 * nothing. A controller manager without an account for each controller (`--use-service-account-credentials`) calls by one name.
 * @param argo the user that Argo's controller is
 */
export const listMade = (argo: string): readonly Made[] => [
  ...MADE_BY_KUBERNETES.flatMap(([controller, owner, made]): readonly Made[] => [
    [`system:serviceaccount:kube-system:${controller}`, owner, made],
    ['system:kube-controller-manager', owner, made],
  ]),
  ...MADE_BY_ARGO.map(([owner, made]): Made => [argo, owner, made]),
];
