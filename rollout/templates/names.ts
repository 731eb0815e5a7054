// What the objects of a rollout are called, and by which labels they find each other.
import type { Values } from '../values/values-schema.ts';

/** The label by which a Service, a budget and the Rollout select the pods of the service. */
export const POD_LABEL = 'app';
/** The label that tells, while a canary is under way, which of the two versions a pod is of. */
export const ROLE_LABEL = 'aurora-gate.dev/role';

type Named = Pick<Values, 'name'>;

/** The Service of all pods, and those of one version each, whose selectors Argo sets. */
export const toServices = ({ name }: Named) => ({
  all: name,
  canary: `${name}-canary`,
  stable: `${name}-stable`,
});

/** The account that may end a canary, and nothing else. */
export const toRollbackName = ({ name }: Named): string => `${name}-rollback`;

/** Selects the pods of the service. */
export const toPodLabels = ({ name }: Named) => ({ [POD_LABEL]: name });

/** Of every object of ours: https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels. */
export const toLabels = ({ name, service }: Pick<Values, 'name' | 'service'>) => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/part-of': service,
  'app.kubernetes.io/managed-by': 'aurora-gate',
});

/** The head of an object. */
export const toMetadata = (values: Values, name: string) => ({
  name,
  namespace: values.namespace,
  labels: toLabels(values),
});
