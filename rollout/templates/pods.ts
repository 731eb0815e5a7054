// What every pod of ours has: no rights that it does not need, and bounds on what it takes.
import type { PodSecurityContext, ResourceRequirements, SecurityContext } from 'kubernetes-types/core/v1.js';
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
