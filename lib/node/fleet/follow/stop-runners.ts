// Stops all runners of a fleet at once: by k6's own REST API, through the API server, and by the deletion of the TestRun where that does
// not help. The operator stops none.

import { toMessage } from '../../../core/text/message.ts';
import type { KubeApi } from '../../cluster/kube-api.ts';

const STOP = { data: { type: 'status', id: 'default', attributes: { stopped: true } } };

interface Status {
  readonly data?: { readonly attributes?: { readonly stopped?: boolean } };
}

export const toStatusPath = (namespace: string, pod: string): string =>
  `/api/v1/namespaces/${namespace}/pods/${pod}:6565/proxy/v1/status`;

/**
 * Tells a runner to stop, and reads back that it will.
 * @returns why it may not have; undefined where it did
 */
export async function stopRunner(api: KubeApi, namespace: string, pod: string): Promise<string | undefined> {
  const path = toStatusPath(namespace, pod);
  try {
    const told = await api.patch<Status>(path, 'merge', STOP);
    if (told.data?.attributes?.stopped === true) return undefined;
    const { data } = await api.get<Status>(path);
    return data?.attributes?.stopped === true ? undefined : 'it says that it goes on';
  } catch (error) {
    return toMessage(error);
  }
}
