// The account by which a canary is ended from outside of Argo: by whoever is on call, or by a program that must be quick.
import type { ServiceAccount } from 'kubernetes-types/core/v1.js';
import type { Role, RoleBinding } from 'kubernetes-types/rbac/v1.js';
import type { Values } from '../values/values-schema.ts';
import { toMetadata, toRollbackName } from './names.ts';

/** It reads this Rollout and its pods, patches this Rollout, and keeps the lock of who does; it may do nothing else. */
export function listRollbackAccess(values: Values): readonly (ServiceAccount | Role | RoleBinding)[] {
  const name = toRollbackName(values);
  const metadata = toMetadata(values, name);
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata,
      rules: [
        {
          apiGroups: ['argoproj.io'],
          resources: ['rollouts', 'rollouts/status'],
          resourceNames: [values.name],
          verbs: ['get', 'patch'],
        },
        // The lock by which two engines keep out of each other's way; what is made cannot be bound to a name.
        { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
        {
          apiGroups: ['coordination.k8s.io'],
          resources: ['leases'],
          resourceNames: [toRollbackName(values)],
          verbs: ['get', 'update'],
        },
        { apiGroups: ['apps'], resources: ['replicasets'], verbs: ['get', 'list'] },
        { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] },
      ],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace: values.namespace }],
    },
  ];
}
