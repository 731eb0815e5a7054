// A pod that has to go now, by the API that a drain of a node uses: https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction.

import { type KubeApi, KubeError, type KubeObject } from '../../../lib/node/cluster/kube-api.ts';
import { waitFor } from '../../../lib/node/process/wait.ts';
import { HASH_LABEL } from '../../rollback/argo/rollout-objects.ts';

const GONE_DEADLINE_MS = 60_000;
const POLL_MS = 250;

/**
 * Evicts a pod of a version, and waits until it is gone. What its budget forbids for now is asked again.
 * @returns its name
 * @throws Error where the version has no pod, or it does not go
 */
export async function evictPod(api: KubeApi, namespace: string, hash: string): Promise<string> {
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  const [pod] = await api.list<KubeObject>(`${pods}?labelSelector=${HASH_LABEL}%3D${hash}`);
  if (pod === undefined) throw new Error(`the version ${hash} has no pod that could be evicted`);
  const { name, uid } = pod.metadata;
  let isAsked = false;
  await waitFor(
    `the end of the pod ${name}`,
    GONE_DEADLINE_MS,
    async () => {
      try {
        if (!isAsked) await api.post(`${pods}/${name}/eviction`, toEviction(namespace, name));
        isAsked = true;
        const { metadata } = await api.get<KubeObject>(`${pods}/${name}`);
        return metadata.uid === uid ? undefined : true;
      } catch (error) {
        if (!(error instanceof KubeError)) throw error;
        if (error.status === 404) return true;
        // 429: the budget forbids it for now. 0: the API server is away.
        if (error.status === 429 || error.status === 0) return undefined;
        throw error;
      }
    },
    POLL_MS,
  );
  return name;
}

const toEviction = (namespace: string, name: string) => ({
  apiVersion: 'policy/v1',
  kind: 'Eviction',
  metadata: { name, namespace },
});
