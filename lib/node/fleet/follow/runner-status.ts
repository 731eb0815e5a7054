// What a runner says of itself, and what it is told: k6's own REST API, through the API server.
import type { KubeApi } from '../../cluster/kube-api.ts';

/** Of k6 (`api/v1/status.go`), what is asked for here. */
export interface RunnerStatus {
  /** How far it is, by k6's `ExecutionStatus`. */
  readonly status?: number;
  readonly paused?: boolean;
  readonly stopped?: boolean;
}

interface Answer {
  readonly data?: { readonly attributes?: RunnerStatus };
}

const toPath = (namespace: string, pod: string): string =>
  `/api/v1/namespaces/${namespace}/pods/${pod}:6565/proxy/v1/status`;
/** A runner that answers and says nothing of itself is there all the same. */
const toStatus = (answer: Answer | null | undefined): RunnerStatus => answer?.data?.attributes ?? {};

/** @throws KubeError where it does not answer */
export const readRunnerStatus = async (api: KubeApi, namespace: string, pod: string): Promise<RunnerStatus> =>
  toStatus(await api.get<Answer>(toPath(namespace, pod)));

/** Tells a runner what to do. @returns what it says then. @throws KubeError where it refuses */
export async function tellRunner(
  api: KubeApi,
  namespace: string,
  pod: string,
  attributes: RunnerStatus,
): Promise<RunnerStatus> {
  const told = { data: { type: 'status', id: 'default', attributes } };
  return toStatus(await api.patch<Answer>(toPath(namespace, pod), 'merge', told));
}
