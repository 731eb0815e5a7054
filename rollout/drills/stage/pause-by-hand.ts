// A rollout that a person paused, aborted all the same, and freed as docs/rollout-playbooks.md says.

import { setTimeout as pause } from 'node:timers/promises';
import { type KubeApi, KubeError, type KubeObject } from '../../../lib/node/cluster/kube-api.ts';
import { waitFor } from '../../../lib/node/process/wait.ts';
import { HASH_LABEL } from '../../rollback/argo/rollout-objects.ts';
import { readRollout, toRolloutPath } from './rollout-status.ts';

/** What the playbook has people type; each is a merge patch. */
export const PATCHES = {
  pause: { spec: { paused: true } },
  unpause: { spec: { paused: false } },
  abort: { status: { abort: true } },
} as const;

/** The decision has come by then, and Argo's own question has failed. */
const BEFORE_ABORT_MS = 20_000;
const FROZEN_MS = 15_000;
const GONE_DEADLINE_MS = 60_000;
const POLL_MS = 250;

export interface Frozen {
  readonly api: KubeApi;
  readonly namespace: string;
  readonly rollout: string;
  /** Pod template hash of the canary. */
  readonly canary: string;
  readonly say: (line: string) => void;
}

/**
 * Pauses it, aborts it, sees that the pods of the canary stay, and frees it: then they go.
 * @throws Error where the playbook is not right: the pods go while it is paused, or do not go once it is not
 */
export async function showFrozen({ api, namespace, rollout, canary, say }: Frozen): Promise<void> {
  const path = toRolloutPath(namespace, rollout);
  const patch = (what: keyof typeof PATCHES) =>
    api.patch(what === 'abort' ? `${path}/status` : path, 'merge', PATCHES[what]);
  const countPods = async () =>
    (
      await api.list<KubeObject>(
        `/api/v1/namespaces/${namespace}/pods?labelSelector=${HASH_LABEL}%3D${canary}`,
      )
    ).filter(({ metadata }) => metadata.deletionTimestamp === undefined).length;
  await patch('pause');
  const before = await countPods();
  say(`paused by hand, with ${before} pods of the canary`);
  await pause(BEFORE_ABORT_MS);
  await patch('abort');
  const by = (await readRollout(api, namespace, rollout))?.isAborted === true ? 'is' : 'is not';
  say(`aborted by hand; its status ${by} that of an abort`);
  await pause(FROZEN_MS);
  const frozen = await countPods();
  if (before === 0 || frozen < before)
    throw new Error(
      `a paused rollout must keep the pods of its canary after an abort, and of ${before} there are ${frozen}: the playbook is wrong about the pause`,
    );
  say(`frozen: ${frozen} pods of the canary are there ${FROZEN_MS / 1_000} s after the abort`);
  await patch('unpause');
  await patch('abort');
  const startedAt = performance.now();
  await waitFor(
    'the end of the canary once it is unpaused: the remedy of the playbook does not work; its pods',
    GONE_DEADLINE_MS,
    async () => ((await countPods().catch(toUnknown)) === 0 ? true : undefined),
    POLL_MS,
  );
  say(`unpaused: its pods were told to go after ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
}

/** The API server may refuse for a moment. */
function toUnknown(error: unknown): undefined {
  if (error instanceof KubeError) return undefined;
  throw error;
}
