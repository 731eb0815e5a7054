// What the API server fills in where a manifest is silent (https://kubernetes.io/docs/reference/kubernetes-api, 1.34). A part that says
// the same as silence would is left out of what is signed, so that the signature of a file holds for the object that is made of it.
import type { WorkloadKind } from './workloads.ts';

/** Path → the value that is as good as none; `[]` stands for each item. An object is compared without its own defaults. */
export type Defaults = Readonly<Record<string, unknown>>;

const prefixed = (prefix: string, defaults: Defaults): Defaults =>
  Object.fromEntries(Object.entries(defaults).map(([path, value]) => [`${prefix}.${path}`, value]));

const HTTP_GET: Defaults = { 'httpGet.scheme': 'HTTP', 'httpGet.path': '/' };
const PROBE: Defaults = {
  ...HTTP_GET,
  'grpc.service': '',
  initialDelaySeconds: 0,
  timeoutSeconds: 1,
  periodSeconds: 10,
  successThreshold: 1,
  failureThreshold: 3,
};
const CONTAINER: Defaults = {
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
  resources: {},
  'resources.requests': {},
  'resources.limits': {},
  stdin: false,
  stdinOnce: false,
  tty: false,
  'ports[].protocol': 'TCP',
  'env[].value': '',
  'env[].valueFrom.fieldRef.apiVersion': 'v1',
  'volumeMounts[].readOnly': false,
  ...prefixed('livenessProbe', PROBE),
  ...prefixed('readinessProbe', PROBE),
  ...prefixed('startupProbe', PROBE),
  ...prefixed('lifecycle.preStop', HTTP_GET),
  ...prefixed('lifecycle.postStart', HTTP_GET),
};
const MODE = 0o644;
const VOLUME: Defaults = {
  'configMap.defaultMode': MODE,
  'secret.defaultMode': MODE,
  'downwardAPI.defaultMode': MODE,
  'downwardAPI.items[].fieldRef.apiVersion': 'v1',
  'projected.defaultMode': MODE,
  'projected.sources[].serviceAccountToken.expirationSeconds': 3600,
  'projected.sources[].downwardAPI.items[].fieldRef.apiVersion': 'v1',
  'hostPath.type': '',
  'persistentVolumeClaim.readOnly': false,
};
const POD: Defaults = {
  restartPolicy: 'Always',
  dnsPolicy: 'ClusterFirst',
  schedulerName: 'default-scheduler',
  terminationGracePeriodSeconds: 30,
  securityContext: {},
  nodeSelector: {},
  serviceAccountName: 'default',
  enableServiceLinks: true,
  preemptionPolicy: 'PreemptLowerPriority',
  priority: 0,
  hostNetwork: false,
  hostPID: false,
  hostIPC: false,
  ...prefixed('containers[]', CONTAINER),
  ...prefixed('initContainers[]', CONTAINER),
  ...prefixed('volumes[]', VOLUME),
};
/** A template of pods; `spec.` stands before what a pod has itself. */
export const POD_TEMPLATE: Defaults = {
  metadata: {},
  'metadata.labels': {},
  'metadata.annotations': {},
  ...prefixed('spec', POD),
};

const ROLLING = { strategy: {}, 'strategy.type': 'RollingUpdate', 'strategy.rollingUpdate': {} } as const;
const UPDATES = {
  updateStrategy: {},
  'updateStrategy.type': 'RollingUpdate',
  'updateStrategy.rollingUpdate': {},
  revisionHistoryLimit: 10,
} as const;
const JOB: Defaults = {
  backoffLimit: 6,
  completions: 1,
  completionMode: 'NonIndexed',
  podReplacementPolicy: 'TerminatingOrFailed',
  manualSelector: false,
};

/** The same of each kind, beside its templates of pods. */
export const KIND_DEFAULTS: Readonly<Partial<Record<WorkloadKind, Defaults>>> = {
  Deployment: prefixed('spec', {
    ...ROLLING,
    'strategy.rollingUpdate.maxSurge': '25%',
    'strategy.rollingUpdate.maxUnavailable': '25%',
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
    minReadySeconds: 0,
  }),
  StatefulSet: prefixed('spec', {
    ...UPDATES,
    'updateStrategy.rollingUpdate.partition': 0,
    podManagementPolicy: 'OrderedReady',
    minReadySeconds: 0,
    serviceName: '',
    persistentVolumeClaimRetentionPolicy: {},
    'persistentVolumeClaimRetentionPolicy.whenDeleted': 'Retain',
    'persistentVolumeClaimRetentionPolicy.whenScaled': 'Retain',
    'volumeClaimTemplates[].apiVersion': 'v1',
    'volumeClaimTemplates[].kind': 'PersistentVolumeClaim',
    'volumeClaimTemplates[].spec.volumeMode': 'Filesystem',
    'volumeClaimTemplates[].status': {},
    'volumeClaimTemplates[].status.phase': 'Pending',
  }),
  DaemonSet: prefixed('spec', {
    ...UPDATES,
    'updateStrategy.rollingUpdate.maxSurge': 0,
    'updateStrategy.rollingUpdate.maxUnavailable': 1,
    minReadySeconds: 0,
  }),
  ReplicaSet: prefixed('spec', { minReadySeconds: 0 }),
  ReplicationController: prefixed('spec', { minReadySeconds: 0 }),
  Job: prefixed('spec', JOB),
  CronJob: prefixed('spec', {
    concurrencyPolicy: 'Allow',
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
    'jobTemplate.metadata': {},
    ...prefixed('jobTemplate.spec', { ...JOB, parallelism: 1, suspend: false }),
  }),
};
