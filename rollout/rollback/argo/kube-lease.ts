// The lock beside a Rollout: a Lease of Kubernetes, written by compare and swap (its resourceVersion).
// https://kubernetes.io/docs/concepts/architecture/leases
import type { KubeApi, KubeObject } from '../../../lib/node/cluster/kube-api.ts';
import { ActuatorError } from '../actuator.ts';
import type { LeaseStore } from '../lease.ts';
import { withTrouble } from './kube-trouble.ts';

interface LeaseObject extends KubeObject {
  readonly kind?: string;
  readonly spec?: {
    readonly holderIdentity?: string | null;
    readonly leaseDurationSeconds?: number;
    readonly leaseTransitions?: number;
  };
}

/** A lock of this name, which is made where it is missing. */
export function createKubeLease(api: KubeApi, namespace: string, name: string): LeaseStore {
  const all = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`;
  let known: LeaseObject | undefined;
  return {
    async read() {
      try {
        known = await withTrouble(() => api.get<LeaseObject>(`${all}/${name}`));
      } catch (error) {
        if (!(error instanceof ActuatorError && error.trouble === 'missing')) throw error;
        known = undefined;
        return undefined;
      }
      if (known.kind !== 'Lease')
        throw new ActuatorError(`what answers GET ${all}/${name} is no Lease`, 'strange');
      const { metadata, spec = {} } = known;
      const tag = metadata.resourceVersion ?? '';
      const durationMs = (spec.leaseDurationSeconds ?? 0) * 1_000;
      return { record: { holder: spec.holderIdentity ?? '', durationMs, renewal: tag }, tag };
    },
    async write(holder, durationMs, tag) {
      const isNew = holder !== '' && known?.spec?.holderIdentity !== holder;
      const object = {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: { name, namespace, ...(tag === undefined ? {} : { resourceVersion: tag }) },
        spec: {
          // A lock that nobody holds names nobody.
          ...(holder === '' ? {} : { holderIdentity: holder, renewTime: toMicroTime(new Date()) }),
          leaseDurationSeconds: Math.max(1, Math.ceil(durationMs / 1_000)),
          leaseTransitions: (known?.spec?.leaseTransitions ?? 0) + (isNew ? 1 : 0),
        },
      };
      await withTrouble(() =>
        tag === undefined ? api.post(all, object) : api.put(`${all}/${name}`, object),
      );
    },
  };
}

/** Of Kubernetes: with microseconds. */
const toMicroTime = (at: Date): string => at.toISOString().replace('Z', '000Z');
