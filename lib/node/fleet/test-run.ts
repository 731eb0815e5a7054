// A fleet as the objects that Kubernetes is given: the TestRun, what its runners read, and the secrets among it.
import type { OptionValues } from '../../core/options/option.ts';
import type { KubeObject } from '../cluster/kube-api.ts';
import { JOURNAL_MOUNT, toJournalFile } from './journal-volume.ts';

/** What our objects are known by. */
export const RUN_LABEL = 'aurora-gate.dev/fleet';
export const TEST_RUNS = '/apis/k6.io/v1alpha1';
/** Bytes of a ConfigMap, by Kubernetes' own bound. */
export const MOST_SCRIPT_BYTES = 1_048_576;
/** Where the operator mounts it. */
const SCRIPT_FILE = 'soak.js';

export interface FleetSpec {
  readonly name: string;
  readonly namespace: string;
  readonly runners: number;
  /** Beside each k6 runs what counts its answers. */
  readonly counted: boolean;
  /** Of runners and of the pod that looks at the script before. */
  readonly image: string;
  /** Of the pod that starts them; '' leaves it to the operator. */
  readonly starterImage: string;
  /** Files by name: the script as `soak.js`, and the files of forms. A path in the image where it holds them itself. */
  readonly script: Readonly<Record<string, Buffer>> | string;
  readonly env: Readonly<Record<string, string>>;
  /** Variables that nobody who may read a TestRun is to read. */
  readonly secrets: Readonly<Record<string, string>>;
  /** What else the pods of runners are to have: keys of a TestRun's `runner`. Ours win. */
  readonly pod: Readonly<Record<string, unknown>>;
  /** The claim of the volume that takes their journals; '' leaves these to their logs. */
  readonly journals: string;
  /** Objects go when this one goes. */
  readonly owner: { readonly kind: string; readonly name: string; readonly uid: string } | undefined;
}

/** Without rights, on a read-only disk but for /tmp. */
const SECURITY = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  // The user of k6's own image.
  runAsUser: 12_345,
  runAsGroup: 12_345,
  seccompProfile: { type: 'RuntimeDefault' },
};

/** In the image of the suite another k6 lies before the others, which starts the next one and counts what it writes. */
const COUNTING = '/app/deploy/k6-operator/counting';
const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const STATUS = { httpGet: { path: '/v1/status', port: 6565 }, timeoutSeconds: 10 };
/** Whoever starts them waits for all to be ready. */
const READINESS = { ...STATUS, periodSeconds: 1, failureThreshold: 10 };
/** A runner that is busy is not to be killed for it: whether one is lost, the coordinator says. */
const LIVENESS = { ...STATUS, periodSeconds: 30, failureThreshold: 10 };

const ARGUMENTS = ['--no-color', '--include-system-env-vars', '--no-thresholds', '--no-usage-report'];

/** The objects by kind, in the order in which they are made. */
export interface FleetObjects {
  readonly configMap: KubeObject | undefined;
  readonly secret: KubeObject | undefined;
  readonly testRun: KubeObject;
}

/** @throws RangeError where the script does not fit into a ConfigMap */
export function toObjects(spec: FleetSpec): FleetObjects {
  const { name, namespace, runners, script, owner } = spec;
  const metadata = {
    name,
    namespace,
    labels: { [RUN_LABEL]: name },
    ...(owner === undefined ? {} : { ownerReferences: [{ apiVersion: 'v1', ...owner }] }),
  };
  const secrets = Object.entries(spec.secrets);
  const isMounted = typeof script !== 'string';
  return {
    configMap: isMounted
      ? ({ apiVersion: 'v1', kind: 'ConfigMap', metadata, binaryData: toBinaryData(script) } as KubeObject)
      : undefined,
    secret:
      secrets.length === 0
        ? undefined
        : ({ apiVersion: 'v1', kind: 'Secret', metadata, stringData: spec.secrets } as KubeObject),
    testRun: {
      apiVersion: 'k6.io/v1alpha1',
      kind: 'TestRun',
      metadata,
      spec: {
        parallelism: runners,
        script: isMounted ? { configMap: { name, file: SCRIPT_FILE } } : { localFile: script },
        arguments: ARGUMENTS.join(' '),
        // Its errors are found by their form.
        initializer: toPod(spec, spec.counted ? { PATH: SYSTEM_PATH } : {}),
        runner: {
          ...toPod(
            spec,
            { K6_LOG_FORMAT: 'raw', ...(spec.counted ? { PATH: `${COUNTING}:${SYSTEM_PATH}` } : {}) },
            toJournal(spec),
          ),
          readinessProbe: READINESS,
          livenessProbe: LIVENESS,
        },
        starter: {
          ...(spec.starterImage === '' ? {} : { image: spec.starterImage }),
          automountServiceAccountToken: 'false',
          containerSecurityContext: SECURITY,
        },
      },
    } as KubeObject,
  };
}

/** What a pod has besides: variables of any form, and volumes. */
interface PodParts {
  readonly env: readonly object[];
  readonly volumes: readonly object[];
  readonly volumeMounts: readonly object[];
}
const NO_PARTS: PodParts = { env: [], volumes: [], volumeMounts: [] };

/** k6 writes its console to a file that is named for its pod: a TestRun has one set of variables and arguments for all runners. */
function toJournal({ name, journals }: FleetSpec): PodParts {
  if (journals === '') return NO_PARTS;
  return {
    env: [
      { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      { name: 'K6_CONSOLE_OUTPUT', value: toJournalFile({ dir: JOURNAL_MOUNT }, name, '$(POD_NAME)') },
    ],
    volumes: [{ name: 'journal', persistentVolumeClaim: { claimName: journals } }],
    volumeMounts: [{ name: 'journal', mountPath: JOURNAL_MOUNT }],
  };
}

function toPod(
  { name, image, env, secrets, pod }: FleetSpec,
  more: OptionValues,
  parts: PodParts = NO_PARTS,
): object {
  const join = (own: readonly object[], theirs: unknown) => [
    ...(Array.isArray(theirs) ? theirs : []),
    ...own,
  ];
  const variables = Object.entries({ ...env, ...more }).map(([variable, value]) => ({
    name: variable,
    value,
  }));
  const isPlain = parts.volumes.length === 0;
  return {
    containerSecurityContext: SECURITY,
    automountServiceAccountToken: 'false',
    ...pod,
    ...(isPlain
      ? {}
      : {
          volumes: join(parts.volumes, pod.volumes),
          volumeMounts: join(parts.volumeMounts, pod.volumeMounts),
        }),
    image,
    env: [...variables, ...parts.env],
    ...(Object.keys(secrets).length === 0 ? {} : { envFrom: [{ secretRef: { name } }] }),
  };
}

function toBinaryData(files: Readonly<Record<string, Buffer>>): Readonly<Record<string, string>> {
  const bytes = Object.values(files).reduce((sum, file) => sum + file.length, 0);
  if (bytes > MOST_SCRIPT_BYTES)
    throw new RangeError(
      `the script and its files have ${bytes} bytes, a ConfigMap holds ${MOST_SCRIPT_BYTES}; put them into the image of the runners, and name the script there with --runner-script`,
    );
  return Object.fromEntries(Object.entries(files).map(([file, text]) => [file, text.toString('base64')]));
}
