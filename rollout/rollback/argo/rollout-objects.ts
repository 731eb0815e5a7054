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

/** Argo's label of a ReplicaSet and its pods: the hash of its version. */
export const HASH_LABEL = 'rollouts-pod-template-hash';
const REVISION_ANNOTATION = 'rollout.argoproj.io/revision';
/** The revisions that a version had before, with commas between them: one that comes back gets a new one. */
const REVISION_HISTORY_ANNOTATION = 'rollout.argoproj.io/revision-history';
/** On a Rollout: `FROM TO`, the version that was rolled back and the one that was gone back to. */
export const ROLLED_BACK_ANNOTATION = 'aurora-gate.dev/rolled-back';

export const toHash = ({ metadata }: ReplicaSetObject): string => metadata.labels?.[HASH_LABEL] ?? '';
export const toRevision = ({ metadata }: ReplicaSetObject): number =>
  Number(metadata.annotations?.[REVISION_ANNOTATION] ?? Number.NaN);
export const toPods = (set: ReplicaSetObject | undefined): number => set?.status?.replicas ?? 0;

/** Every revision that a version has had; NaN among them where that cannot be told. */
export const listRevisions = (set: ReplicaSetObject): readonly number[] => {
  const before = set.metadata.annotations?.[REVISION_HISTORY_ANNOTATION] ?? '';
  return [toRevision(set), ...(before === '' ? [] : before.split(',').map(Number))];
};

const toBornMs = ({ metadata }: ReplicaSetObject): number => Date.parse(metadata.creationTimestamp ?? '');
/** One that was there before and came back, by whomever, is what others are taken back to. */
export const isNewest = (set: ReplicaSetObject, sets: readonly ReplicaSetObject[]): boolean =>
  sets.every((one) => toHash(one) === toHash(set) || toBornMs(one) < toBornMs(set));

/** The template of a ReplicaSet as a Rollout has it: the hash is the ReplicaSet's own. */
export function toTemplate({ spec }: ReplicaSetObject): PodTemplate {
  const { metadata = {}, ...template } = spec?.template ?? {};
  const { [HASH_LABEL]: _, ...labels } = metadata.labels ?? {};
  return { ...template, metadata: { ...metadata, labels } };
}

/** Which version the engine took back last, and to which. */
export function readRolledBack({
  metadata,
}: RolloutObject): { readonly from: string; readonly to: string } | undefined {
  const [from, to] = (metadata.annotations?.[ROLLED_BACK_ANNOTATION] ?? '').split(' ');
  return from && to ? { from, to } : undefined;
}
