// Every object of admission, by the file that holds it, in the order of applying: the policies, the server, and last the webhook that
// asks it.
import type { ValidatingWebhookConfiguration } from 'kubernetes-types/admissionregistration/v1.js';
import type { Deployment } from 'kubernetes-types/apps/v1.js';
import type {
  Container,
  Namespace,
  PersistentVolumeClaim,
  Service,
  ServiceAccount,
} from 'kubernetes-types/core/v1.js';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1.js';
import { ENVIRONMENTS } from '../../decision/policy-words.ts';
import type { Manifest } from '../../templates/manifests.ts';
import { CONTAINER_SECURITY, POD_SECURITY, toEnv } from '../../templates/pods.ts';
import type { AdmissionSettings } from '../settings-schema.ts';
import { type AllowedImages, listPolicies } from './policies.ts';
import { ENVIRONMENT_LABEL, listMatchConditions, RULES, toNamespaceSelector } from './scope.ts';

const TLS_DIR = '/tls';
const KEYS_DIR = '/keys';
/** A key in a file of a Secret would be readable by the group of the pod. */
const SIGNING_VARIABLE = 'ADMISSION_SIGNING_KEY';
const STATE_DIR = '/state';
/** Folders of the image that a command makes what it needs in. */
const WRITTEN = ['dist', 'generated', '.state'];

/** What the server reads that is no part of the manifests, by the names that docs/admission.md makes them under. */
export const toSecretNames = ({ name }: Pick<AdmissionSettings, 'name'>) => ({
  /** A Secret of the type kubernetes.io/tls. */
  tls: `${name}-tls`,
  /** A Secret with `signing.key`. */
  signing: `${name}-signing`,
  /** A ConfigMap with the trust file and its public keys. */
  keys: `${name}-keys`,
});

function toContainer(settings: AdmissionSettings): Container {
  const { server } = settings;
  const probe = { httpGet: { path: '/healthz', port: 'https', scheme: 'HTTPS' }, timeoutSeconds: 5 };
  return {
    name: 'admission',
    image: server.image,
    command: ['node', 'scripts/launch.mjs', 'rollout', 'admission-server'],
    ports: [{ name: 'https', containerPort: server.port }],
    env: [
      ...toEnv({
        ADMISSION_HOST: '0.0.0.0',
        ADMISSION_PORT: String(server.port),
        ADMISSION_TLS_DIR: TLS_DIR,
        EVIDENCE_KEYS: `${KEYS_DIR}/trust.yaml`,
        EVIDENCE_LOG: `${STATE_DIR}/evidence`,
        SIGN_KEY: `env://${SIGNING_VARIABLE}`,
      }),
      {
        name: SIGNING_VARIABLE,
        valueFrom: { secretKeyRef: { name: toSecretNames(settings).signing, key: 'signing.key' } },
      },
    ],
    resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '512Mi' } },
    readinessProbe: { ...probe, periodSeconds: 5 },
    livenessProbe: { ...probe, periodSeconds: 15, failureThreshold: 4 },
    securityContext: CONTAINER_SECURITY,
    volumeMounts: [
      { name: 'tls', mountPath: TLS_DIR, readOnly: true },
      { name: 'keys', mountPath: KEYS_DIR, readOnly: true },
      { name: 'state', mountPath: STATE_DIR },
      { name: 'tmp', mountPath: '/tmp' },
      ...WRITTEN.map((folder) => ({ name: 'written', mountPath: `/app/${folder}`, subPath: folder })),
    ],
  };
}

/** The server: it calls nobody, and has no rights in the cluster. */
function listServer(
  settings: AdmissionSettings,
): readonly (Namespace | ServiceAccount | PersistentVolumeClaim | Service | Deployment | NetworkPolicy)[] {
  const { name, namespace } = settings;
  const labels = { app: name };
  const metadata = {
    name,
    namespace,
    labels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/managed-by': 'aurora-gate' },
  };
  const secrets = toSecretNames(settings);
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespace, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
    },
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
      spec: { selector: labels, ports: [{ name: 'https', port: 443, targetPort: 'https' }] },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata,
      spec: {
        podSelector: { matchLabels: labels },
        policyTypes: ['Ingress', 'Egress'],
        ingress: [{ ports: [{ port: 'https', protocol: 'TCP' }] }],
      },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: 1,
        // One at a time writes the evidence log.
        strategy: { type: 'Recreate' },
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            serviceAccountName: name,
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            priorityClassName: 'system-cluster-critical',
            securityContext: POD_SECURITY,
            containers: [toContainer(settings)],
            volumes: [
              { name: 'tls', secret: { secretName: secrets.tls } },
              { name: 'keys', configMap: { name: secrets.keys } },
              { name: 'state', persistentVolumeClaim: { claimName: name } },
              { name: 'tmp', emptyDir: {} },
              { name: 'written', emptyDir: {} },
            ],
          },
        },
      },
    },
  ];
}

/**
 * What tells the API server to ask: once for each environment, by the label of the namespace.
 * @param authority the certificate in PEM that the server's own was signed by
 */
export function toWebhook(settings: AdmissionSettings, authority: string): ValidatingWebhookConfiguration {
  const { name, namespace, server } = settings;
  const selector = toNamespaceSelector(settings);
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name },
    webhooks: ENVIRONMENTS.map((environment) => ({
      name: `${environment}.${name}.aurora-gate.dev`,
      admissionReviewVersions: ['v1'],
      // What it writes down, it does not for a dry run.
      sideEffects: 'NoneOnDryRun',
      failurePolicy: 'Fail',
      matchPolicy: 'Equivalent',
      timeoutSeconds: server.timeoutS,
      namespaceSelector: {
        matchExpressions: [
          ...(selector.matchExpressions ?? []),
          { key: ENVIRONMENT_LABEL, operator: 'In', values: [environment] },
        ],
      },
      rules: [...RULES],
      matchConditions: listMatchConditions(settings),
      clientConfig: {
        service: { name, namespace, path: `/admit/${environment}`, port: 443 },
        caBundle: Buffer.from(authority).toString('base64'),
      },
    })),
  };
}

/** What needs no secret: it is committed in rollout/generated/admission. */
export const listAdmissionFiles = (
  settings: AdmissionSettings,
  images: AllowedImages,
): Readonly<Record<'server' | 'policies', readonly Manifest[]>> => ({
  server: listServer(settings),
  policies: listPolicies(settings, images),
});
