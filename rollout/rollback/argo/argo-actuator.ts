// Argo Rollouts as an actuator: read and patched through the API server, never watched.
import type { KubeApi } from '../../../lib/node/cluster/kube-api.ts';
import { type Actuator, ActuatorError } from '../actuator.ts';
import { decideOrder, type Patch } from './decide-order.ts';
import { createKubeLease } from './kube-lease.ts';
import { REMEDIES, withTrouble } from './kube-trouble.ts';
import { HASH_LABEL, type ReplicaSetObject, type RolloutObject } from './rollout-objects.ts';
import { toRelease } from './stable-before.ts';

export interface ArgoOptions {
  readonly api: KubeApi;
  readonly namespace: string;
  /** Of the Rollout. */
  readonly name: string;
  /** Pod template hash of the version that is to go; '' for the newest. */
  readonly version: string;
  /** The version that an undo goes back to; '' where nobody named it. */
  readonly stable: string;
  /** The version that was seen to be stable before a release of another; '' where nobody saw it. */
  readonly recall: (release: string) => string;
}

/** The Rollout and its ReplicaSets. @throws ActuatorError */
export function readRolloutObjects(
  api: KubeApi,
  namespace: string,
  name: string,
): Promise<{ readonly rollout: RolloutObject; readonly sets: readonly ReplicaSetObject[] }> {
  const path = `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/rollouts/${name}`;
  const setsPath = `/apis/apps/v1/namespaces/${namespace}/replicasets?labelSelector=${HASH_LABEL}`;
  return withTrouble(async () => {
    const rollout = await api.get<RolloutObject>(path);
    if (rollout.kind !== 'Rollout' || rollout.metadata?.name !== name)
      throw new ActuatorError(`what answers GET ${path} is no Rollout; ${REMEDIES.strange}`, 'strange');
    const all = await api.list<ReplicaSetObject>(setsPath);
    const isOwn = ({ metadata }: ReplicaSetObject) =>
      metadata.ownerReferences?.some(({ uid }) => uid === rollout.metadata.uid);
    return { rollout, sets: all.filter(isOwn) };
  });
}

export function createArgoActuator(options: ArgoOptions): Actuator {
  const { api, namespace, name, version, recall } = options;
  const path = `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/rollouts/${name}`;
  let patches: readonly Patch[] = [];
  /** Orders are about the Rollout as it was read: one that was released meanwhile is another matter. */
  let resourceVersion = '';
  let known = version;
  let target = options.stable;
  return {
    kind: 'argo',
    target: `${namespace}/${name}`,
    version,
    lease: createKubeLease(api, namespace, `${name}-rollback`),
    async read() {
      const { rollout, sets } = await readRolloutObjects(api, namespace, name);
      // The versions that were meant at first stay so: after an undo the newest is another one, whoever puts it back.
      const order = decideOrder(rollout, sets, known, (set) => ({
        named: target,
        seen: recall(toRelease(rollout, set)),
      }));
      ({ patches } = order);
      resourceVersion = rollout.metadata.resourceVersion ?? '';
      known = order.standing.version;
      target ||= order.target;
      return order.standing;
    },
    act: () =>
      withTrouble(async () => {
        for (const { subresource, type, body } of patches) {
          const at = subresource === '' ? path : `${path}/${subresource}`;
          const answer = await api.patch<RolloutObject>(at, type, withVersion(body, resourceVersion));
          resourceVersion = answer.metadata?.resourceVersion ?? resourceVersion;
        }
      }),
    byHand: () => [
      'follow docs/rollout-incident.md, from its step 0 on:',
      `kubectl -n ${namespace} patch rollout ${name} --type=merge -p '{"spec":{"paused":false}}'`,
      `kubectl -n ${namespace} patch rollout ${name} --subresource=status --type=merge -p '{"status":{"abort":true}}'`,
      `where ${known || 'the version'} is stable already, the version that was stable before it must be named: kubectl -n ${namespace} get replicasets -L ${HASH_LABEL} lists them`,
      `then: npm run rollout -- rollback … --canary ${known || 'HASH'} --stable HASH, or: kubectl argo rollouts undo ${name} -n ${namespace} --to-revision=REVISION`,
      `where its pods stay: kubectl -n ${namespace} scale replicaset -l ${HASH_LABEL}=${known || 'HASH'} --replicas=0`,
    ],
  };
}

/** The same patch, refused (409) where the object is no longer of this version. */
const withVersion = (body: unknown, resourceVersion: string): unknown =>
  Array.isArray(body)
    ? [...body, { op: 'replace', path: '/metadata/resourceVersion', value: resourceVersion }]
    : { ...(body as object), metadata: { resourceVersion } };
