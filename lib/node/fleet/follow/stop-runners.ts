// Stops all runners of a fleet at once: by k6's own REST API, through the API server, and by the deletion of the TestRun where that does
// not help. The operator stops none.

import { toMessage } from '../../../core/text/message.ts';
import type { KubeApi } from '../../cluster/kube-api.ts';
import { readRunnerStatus, tellRunner } from './runner-status.ts';

/**
 * Tells a runner to stop, and reads back that it will.
 * @returns why it may not have; undefined where it did
 */
export async function stopRunner(api: KubeApi, namespace: string, pod: string): Promise<string | undefined> {
  try {
    const told = await tellRunner(api, namespace, pod, { stopped: true });
    if (told.stopped === true) return undefined;
    const { stopped } = await readRunnerStatus(api, namespace, pod);
    return stopped === true ? undefined : 'it says that it goes on';
  } catch (error) {
    return toMessage(error);
  }
}
