// What both the policies and the webhook are asked about: which objects, in which namespaces, and when it is worth asking.
import type { MatchCondition } from 'kubernetes-types/admissionregistration/v1.js';
import type { LabelSelector } from 'kubernetes-types/meta/v1.js';
import { ANNOTATION_PREFIX } from '../../templates/annotations-schema.ts';
import { WORKLOAD_KINDS, WORKLOADS } from '../manifest/workloads.ts';
import type { AdmissionSettings } from '../settings-schema.ts';
import { toIsMade, toIsOther, toLiteral } from './cel.ts';

/** The label of a namespace that says which environment it is of. */
export const ENVIRONMENT_LABEL = 'aurora-gate.dev/environment';
/** The environment of the namespace of what is judged, in CEL; "" for none. */
export const NAMESPACE_ENVIRONMENT = `has(namespaceObject.metadata.labels) && ${toLiteral(ENVIRONMENT_LABEL)} in namespaceObject.metadata.labels ? namespaceObject.metadata.labels[${toLiteral(ENVIRONMENT_LABEL)}] : ""`;
/** Kubernetes gives it to each namespace, and nobody can take it away. */
const NAME_LABEL = 'kubernetes.io/metadata.name';

/** A rule as the API server takes it: `RuleWithOperations` of the types has no resources. */
export interface Rule {
  readonly apiGroups: string[];
  readonly apiVersions: string[];
  readonly operations: string[];
  readonly resources: string[];
}

/** The kinds that are looked at, by their APIs; and containers that are put into a running pod. */
export const RULES: readonly Rule[] = [
  ...new Set(WORKLOAD_KINDS.map((kind) => `${WORKLOADS[kind].group}/${WORKLOADS[kind].version}`)),
].map((api): Rule => {
  const [group = '', version = ''] = api.split('/');
  const resources = WORKLOAD_KINDS.map((kind) => WORKLOADS[kind])
    .filter((one) => one.group === group)
    .map(({ resource }): string => resource);
  return {
    apiGroups: [group],
    apiVersions: [version],
    operations: ['CREATE', 'UPDATE'],
    resources: group === '' ? [...resources, 'pods/ephemeralcontainers'] : resources,
  };
});

/** The namespaces in which admission holds. */
export const toNamespaceSelector = ({ scope }: AdmissionSettings): LabelSelector => ({
  matchExpressions: [
    {
      key: NAME_LABEL,
      operator: scope.isEveryOther ? 'NotIn' : 'In',
      values: [...scope.namespaces],
    },
  ],
});

/** What controllers make of admitted objects goes on without being asked about, also while the server is away. */
export const listMatchConditions = ({ argoUser }: AdmissionSettings): MatchCondition[] => [
  { name: 'not-made-by-a-controller', expression: `!(${toIsMade(argoUser)})` },
  { name: 'new-or-other', expression: toIsOther(ANNOTATION_PREFIX) },
];
