// What every pod of ours has: no rights that it does not need, and bounds on what it takes.
import type {
  Container,
  PodSecurityContext,
  ResourceRequirements,
  SecurityContext,
} from 'kubernetes-types/core/v1.js';
import { toVersionUrl } from '../values/addresses.ts';
import type { Values } from '../values/values-schema.ts';

/** By the profile "restricted" of https://kubernetes.io/docs/concepts/security/pod-security-standards. */
export const POD_SECURITY: PodSecurityContext = {
  runAsNonRoot: true,
  // The user `node` of Node's images.
  runAsUser: 1000,
  runAsGroup: 1000,
  fsGroup: 1000,
  seccompProfile: { type: 'RuntimeDefault' },
};
export const CONTAINER_SECURITY: SecurityContext = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};

export const toRequirements = ({ requests, limits }: Values['resources']): ResourceRequirements => ({
  requests: { ...requests },
  limits: { ...limits },
});

/** A map of variables as a container has it. */
export const toEnv = (variables: Readonly<Record<string, string>>) =>
  Object.entries(variables).map(([name, value]) => ({ name, value }));

/** Argo's label of a pod: the hash of its version. */
const POD_NAME = 'metadata.name';
const HASH_LABEL = "metadata.labels['rollouts-pod-template-hash']";

/** The traffic guard beside the service: the port that users call is its own. It is ready when the service behind it is. */
export function toGuardContainer(values: Values, guard: NonNullable<Values['guard']>): Container {
  const { name, namespace, port, addresses, imagePullPolicy, probes, shutdown } = values;
  const { path, periodS, timeoutS, failures } = probes.readiness;
  return {
    name: 'guard',
    image: guard.image,
    imagePullPolicy,
    command: [...guard.command],
    ports: [{ name: 'http', containerPort: port }],
    env: [
      { name: 'GUARD_COHORT', valueFrom: { fieldRef: { fieldPath: HASH_LABEL } } },
      { name: 'GUARD_POD', valueFrom: { fieldRef: { fieldPath: POD_NAME } } },
      ...toEnv({
        GUARD_PORT: String(port),
        GUARD_APP_URL: `http://127.0.0.1:${guard.servicePort}`,
        GUARD_STABLE_URL: toVersionUrl(values, 'stable'),
        // Kubernetes puts the value in the place of $(…).
        GUARD_PERMIT_URL: `${addresses.decision}/v1/permit?namespace=${namespace}&rollout=${name}&canary=$(GUARD_COHORT)`,
        GUARD_EVERY_MS: String(guard.everyMs),
        GUARD_UNCOUNTED: [...new Set([path, probes.liveness.path])].join(','),
      }),
    ],
    resources: toRequirements(guard.resources),
    readinessProbe: {
      httpGet: { path, port },
      periodSeconds: periodS,
      timeoutSeconds: timeoutS,
      failureThreshold: failures,
    },
    lifecycle: { preStop: { sleep: { seconds: shutdown.preStopS } } },
    securityContext: CONTAINER_SECURITY,
  };
}
