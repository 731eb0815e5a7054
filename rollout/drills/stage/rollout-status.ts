// What Argo says of a rollout.
import { type KubeApi, KubeError, type KubeObject } from '../../../lib/node/cluster/kube-api.ts';

interface RolloutObject extends KubeObject {
  readonly status?: {
    readonly phase?: string;
    readonly message?: string;
    readonly abort?: boolean;
    readonly stableRS?: string;
    readonly currentPodHash?: string;
    readonly currentStepIndex?: number;
    readonly observedGeneration?: string;
    readonly updatedReplicas?: number;
    readonly readyReplicas?: number;
  };
}

/** A rollout as it stands. */
export interface RolloutStatus {
  /** Argo's word, as `Healthy`, `Progressing`, `Paused`, `Degraded`. */
  readonly phase: string;
  readonly message: string;
  readonly isAborted: boolean;
  /** Argo has seen what was applied last. */
  readonly isObserved: boolean;
  readonly stable: string;
  readonly current: string;
  readonly step: number;
  readonly readyPods: number;
}

/** Its path in the API. */
export const toRolloutPath = (namespace: string, name: string) =>
  `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/rollouts/${name}`;

/**
 * Reads it.
 * @returns undefined where it is not told now: there is none, or the API server is away, or is coming up again and refuses for a moment
 */
export async function readRollout(
  api: KubeApi,
  namespace: string,
  name: string,
): Promise<RolloutStatus | undefined> {
  try {
    const { metadata, status = {} } = await api.get<RolloutObject>(toRolloutPath(namespace, name));
    return {
      phase: status.phase ?? '',
      message: status.message ?? '',
      isAborted: status.abort === true,
      isObserved: status.observedGeneration === String(metadata.generation),
      stable: status.stableRS ?? '',
      current: status.currentPodHash ?? '',
      step: status.currentStepIndex ?? 0,
      readyPods: status.readyReplicas ?? 0,
    };
  } catch (error) {
    if (error instanceof KubeError) return undefined;
    throw error;
  }
}

interface AnalysisRun extends KubeObject {
  readonly status?: {
    readonly completedAt?: string;
    readonly metricResults?: readonly { readonly name: string; readonly phase: string }[];
  };
}

/** The name of the question that has failed, or could not be asked, first; undefined where there is none, or the API server is away. */
export async function readFailedQuestion(api: KubeApi, namespace: string): Promise<string | undefined> {
  const path = `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/analysisruns`;
  const runs = await api.list<AnalysisRun>(path).catch((error: unknown) => {
    if (error instanceof KubeError) return [];
    throw error;
  });
  const failed = runs.flatMap(({ status }) =>
    (status?.metricResults ?? [])
      .filter(({ phase }) => phase === 'Failed' || phase === 'Error')
      .map(({ name }) => ({ name, at: status?.completedAt ?? '' })),
  );
  return failed.sort((a, b) => (a.at < b.at ? -1 : 1))[0]?.name;
}
