// The coordinator of a fleet as a Job, and the least that it may do: what deploy/k6-operator holds.
import { JOURNAL_MOUNT } from './journal-volume.ts';
import { RUN_LABEL } from './test-run.ts';

const NAME = 'aurora-gate-fleet';

/** What a coordinator does in its namespace, and why. */
const RULES = [
  { apiGroups: ['k6.io'], resources: ['testruns'], verbs: ['create', 'get', 'delete'] },
  { apiGroups: [''], resources: ['configmaps', 'secrets'], verbs: ['create', 'delete'] },
  { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] },
  { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
  // Why a pod is not made stands nowhere else.
  { apiGroups: [''], resources: ['events'], verbs: ['list'] },
  // A runner's own REST API: whether it is there, and that it is to stop.
  { apiGroups: [''], resources: ['pods/proxy'], verbs: ['get', 'patch'] },
  // By which the next run knows a coordinator that was killed.
  {
    apiGroups: ['coordination.k8s.io'],
    resources: ['leases'],
    verbs: ['create', 'get', 'list', 'patch', 'delete'],
  },
];

/** A service account with those rights, and no others. */
export const toRights = (): readonly object[] => [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: NAME } },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: NAME },
    rules: RULES,
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: NAME },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: NAME },
    subjects: [{ kind: 'ServiceAccount', name: NAME }],
  },
];

const field = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });
/** What a run writes to, of an image whose disk is read only else. */
const WRITTEN = ['dist', 'generated', '.state', 'results'];

export interface CoordinatorJob {
  readonly image: string;
  /** Flags of `npm run soak`. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The claim of a volume that takes the journals of its runners; their logs do where it is left out. */
  readonly journals?: string;
}

/** The claim of such a volume. Of 4 runners that send 2,000 requests a second, a day is 78 GB (docs/fleet.md). */
export const toJournalClaim = (name: string): object => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name },
  spec: { accessModes: ['ReadWriteMany'], resources: { requests: { storage: '100Gi' } } },
});

/** The Job. Its exit code is that of the run; nobody tries it again. */
export const toCoordinatorJob = ({ image, args, env = {}, journals }: CoordinatorJob): object => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: NAME, labels: { [RUN_LABEL]: 'coordinator' } },
  spec: {
    backoffLimit: 0,
    ttlSecondsAfterFinished: 86_400,
    template: {
      metadata: { labels: { [RUN_LABEL]: 'coordinator' } },
      spec: {
        restartPolicy: 'Never',
        serviceAccountName: NAME,
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 1000,
          runAsGroup: 1000,
          fsGroup: 1000,
          seccompProfile: { type: 'RuntimeDefault' },
        },
        // Time to stop the runners, and to write the verdict.
        terminationGracePeriodSeconds: 120,
        containers: [
          {
            name: 'coordinator',
            image,
            command: ['node', 'scripts/launch.mjs', 'soak'],
            args: [...args, ...(journals === undefined ? [] : ['--journal-volume', journals])],
            env: [
              // What it makes belongs to its pod, and goes with it.
              field('POD_NAME', 'metadata.name'),
              field('POD_UID', 'metadata.uid'),
              // Where runners find the embedded stack, where there is no BASE.
              field('POD_IP', 'status.podIP'),
              ...Object.entries(env).map(([name, value]) => ({ name, value })),
            ],
            resources: { requests: { cpu: '1', memory: '512Mi' }, limits: { memory: '2Gi' } },
            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
            volumeMounts: [
              ...WRITTEN.map((folder) => ({ name: 'work', mountPath: `/app/${folder}`, subPath: folder })),
              { name: 'work', mountPath: '/tmp', subPath: 'tmp' },
              ...(journals === undefined ? [] : [{ name: 'journal', mountPath: JOURNAL_MOUNT }]),
            ],
          },
        ],
        // A claim instead keeps the results.
        volumes: [
          { name: 'work', emptyDir: {} },
          ...(journals === undefined
            ? []
            : [{ name: 'journal', persistentVolumeClaim: { claimName: journals } }]),
        ],
      },
    },
  },
});
