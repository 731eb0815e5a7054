// The servers of ours that stand beside the service: the decision server, and the prober. Neither calls the API server, so neither has
// any rights in the cluster. What each must remember lies on a disk of its own.
import { createHash } from 'node:crypto';
import type { Deployment } from 'kubernetes-types/apps/v1.js';
import type {
  ConfigMap,
  Container,
  PersistentVolumeClaim,
  Service,
  ServiceAccount,
} from 'kubernetes-types/core/v1.js';
import { stringify } from 'yaml';
import { toVersionUrl } from '../values/addresses.ts';
import { pickPolicy } from '../values/pick-policy.ts';
import type { Values } from '../values/values-schema.ts';
import { POD_LABEL, toMetadata } from './names.ts';
import { CONTAINER_SECURITY, POD_SECURITY, toEnv, toRequirements } from './pods.ts';

type Servers = NonNullable<Values['servers']>;
type Server = NonNullable<Servers['decision']>;
type ServerId = keyof Servers;
type Manifest = Deployment | ConfigMap | PersistentVolumeClaim | Service | ServiceAccount;

const VALUES_FILE = 'values.yaml';
const VALUES_DIR = '/values';
const STATE_DIR = '/state';
/** Folders of the image that a command makes what it needs in: validators and bundles. */
const WRITTEN = ['dist', 'generated', '.state'];
const LAUNCH = ['node', 'scripts/launch.mjs'];

/** How each is started: the words behind `npm run`, and the variables that its options are read from. */
const VERSIONS = ['canary', 'stable'] as const;

const START: Readonly<
  Record<
    ServerId,
    (
      values: Values,
      port: number,
    ) => { readonly words: readonly string[]; readonly env: Readonly<Record<string, string>> }
  >
> = {
  decision: ({ addresses, service }, port) => ({
    words: ['rollout', 'serve'],
    env: {
      GATE_SERVICE: service,
      ROLLOUT_VALUES: `${VALUES_DIR}/${VALUES_FILE}`,
      ROLLOUT_HOST: '0.0.0.0',
      ROLLOUT_PORT: String(port),
      ROLLOUT_STATE_DIR: STATE_DIR,
      PROMETHEUS_URL: addresses.prometheus,
      PROBER_URL: addresses.prober,
      ...(addresses.gate === undefined ? {} : { ROLLOUT_GATE: addresses.gate }),
    },
  }),
  prober: (values, port) => ({
    words: ['flows', 'serve'],
    env: {
      GATE_SERVICE: values.service,
      // By the names that policies know. Without a canary under way Argo lets its Service lead to the stable version.
      FLOWS_TARGETS: VERSIONS.map((version) => `${version}=${toVersionUrl(values, version)}`).join(','),
      FLOWS_ENVIRONMENT: values.environment,
      FLOWS_HOST: '0.0.0.0',
      FLOWS_PORT: String(port),
      FLOWS_STATE_FILE: `${STATE_DIR}/flows.json`,
      ...(values.servers?.prober === undefined ? {} : { FLOWS_EVERY: `${values.servers.prober.everyS}s` }),
    },
  }),
};

/** The Secret whose keys become variables of both servers: the token for overrides, the secrets of flows. It need not be there. */
const toSecretName = ({ name }: Pick<Values, 'name'>): string => `${name}-servers`;

function toContainer(values: Values, id: ServerId, server: Server): Container {
  const { words, env } = START[id](values, server.port);
  const probe = { httpGet: { path: '/healthz', port: 'http' }, timeoutSeconds: 5 };
  return {
    name: id,
    image: server.image,
    imagePullPolicy: values.imagePullPolicy,
    command: [...LAUNCH, ...words],
    ports: [{ name: 'http', containerPort: server.port }],
    env: toEnv(env),
    envFrom: [{ secretRef: { name: toSecretName(values), optional: true } }],
    resources: toRequirements(server.resources),
    readinessProbe: { ...probe, periodSeconds: 5 },
    livenessProbe: { ...probe, periodSeconds: 15, failureThreshold: 4 },
    securityContext: CONTAINER_SECURITY,
    volumeMounts: [
      { name: 'state', mountPath: STATE_DIR },
      { name: 'values', mountPath: VALUES_DIR, readOnly: true },
      { name: 'tmp', mountPath: '/tmp' },
      ...WRITTEN.map((folder) => ({ name: 'written', mountPath: `/app/${folder}`, subPath: folder })),
    ],
  };
}

const toConfigName = ({ name }: Pick<Values, 'name'>): string => `${name}-values`;

/** The values themselves, so that the servers go by what the manifests were made of. */
const toConfig = (values: Values, text: string): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: toMetadata(values, toConfigName(values)),
  data: { [VALUES_FILE]: text },
});

const toDigest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

function listOf(values: Values, id: ServerId, server: Server): readonly Manifest[] {
  const name = `${values.name}-${id}`;
  const metadata = toMetadata(values, name);
  const labels = { [POD_LABEL]: name };
  const clusterIP = values.clusterIps?.[id];
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false },
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata,
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: {
        ...(clusterIP === undefined ? {} : { clusterIP }),
        selector: labels,
        ports: [{ name: 'http', port: server.port, targetPort: 'http' }],
      },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: 1,
        // One at a time writes the state.
        strategy: { type: 'Recreate' },
        selector: { matchLabels: labels },
        template: {
          metadata: {
            labels,
            annotations: {
              'prometheus.io/scrape': 'true',
              'prometheus.io/path': '/metrics',
              'prometheus.io/port': String(server.port),
              // Another policy is another pod. Not another version of the service: it is watched from its first second on.
              'aurora-gate.dev/policy': toDigest(JSON.stringify(pickPolicy(values))),
            },
          },
          spec: {
            serviceAccountName: name,
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            securityContext: POD_SECURITY,
            containers: [toContainer(values, id, server)],
            volumes: [
              { name: 'state', persistentVolumeClaim: { claimName: name } },
              { name: 'values', configMap: { name: toConfigName(values) } },
              { name: 'tmp', emptyDir: {} },
              { name: 'written', emptyDir: {} },
            ],
          },
        },
      },
    },
  ];
}

/** The servers that the values want in the namespace. */
export function listServers(values: Values): readonly Manifest[] {
  const { decision, prober } = values.servers ?? {};
  if (decision === undefined && prober === undefined) return [];
  return [
    toConfig(values, stringify(values)),
    ...(decision === undefined ? [] : listOf(values, 'decision', decision)),
    ...(prober === undefined ? [] : listOf(values, 'prober', prober)),
  ];
}
