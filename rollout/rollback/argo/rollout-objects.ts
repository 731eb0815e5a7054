// What of Kubernetes' objects a rollback reads.
import type { KubeObject } from '../../../lib/node/cluster/kube-api.ts';

export interface RolloutObject extends KubeObject {
  readonly kind?: string;
  readonly spec?: {
    readonly paused?: boolean;
    readonly template?: unknown;
    readonly workloadRef?: unknown;
  };
  readonly status?: {
    readonly phase?: string;
    readonly abort?: boolean;
    readonly promoteFull?: boolean;
    /** Pod template hashes. */
    readonly stableRS?: string;
    readonly currentPodHash?: string;
    readonly pauseConditions?: readonly { readonly reason?: string }[];
    readonly conditions?: readonly {
      readonly type?: string;
      readonly status?: string;
      readonly lastTransitionTime?: string;
    }[];
    readonly canary?: { readonly weights?: { readonly canary?: { readonly weight?: number } } };
  };
}

export interface ReplicaSetObject extends KubeObject {
  readonly metadata: KubeObject['metadata'] & {
    readonly ownerReferences?: readonly { readonly uid: string }[];
  };
  readonly spec?: { readonly template?: PodTemplate };
  readonly status?: { readonly replicas?: number };
}

export interface PodTemplate {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
  readonly [key: string]: unknown;
}

export const HASH_LABEL = 'rollouts-pod-template-hash';
const REVISION_ANNOTATION = 'rollout.argoproj.io/revision';
/** On a Rollout: `FROM TO`, the version that was rolled back and the one that was gone back to. */
export const ROLLED_BACK_ANNOTATION = 'aurora-gate.dev/rolled-back';

export const toHash = ({ metadata }: ReplicaSetObject): string => metadata.labels?.[HASH_LABEL] ?? '';
export const toRevision = ({ metadata }: ReplicaSetObject): number =>
  Number(metadata.annotations?.[REVISION_ANNOTATION] ?? Number.NaN);
export const toPods = (set: ReplicaSetObject | undefined): number => set?.status?.replicas ?? 0;
