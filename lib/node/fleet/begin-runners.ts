// Runners that wait are begun at once, by k6's own REST API, through the API server. The operator begins one after the other, from a pod that
// has to come up first and has a tenth of a core; whom it finds begun goes on as he is.
import { setTimeout as pause } from 'node:timers/promises';
import { type KubeApi, KubeError } from '../cluster/kube-api.ts';
import { keepTrying } from '../process/wait.ts';
import { toStatusPath } from './follow/stop-runners.ts';

export interface RunnersToBegin {
  readonly api: KubeApi;
  readonly namespace: string;
  /** Their names. */
  readonly pods: readonly string[];
  readonly stop: AbortSignal;
}

interface Status {
  readonly data?: { readonly attributes?: { readonly status?: number } };
}

const BEGIN = { data: { type: 'status', id: 'default', attributes: { paused: false } } };
/** Of k6 (`ExecutionStatus`): its users are made, and it waits. What is begun has a higher one. */
const PAUSED_BEFORE_RUN = 4;
const POLL_MS = 200;
/** Whoever does not wait by then is begun when he does, by what he is told now. */
const DEADLINE_MS = 60_000;
const BEGUN_AFTER_MS = 2_000;

/**
 * Begins them as soon as all wait, or one was begun already.
 * @throws KubeError for the first that may not have been: the operator begins it, if later
 */
export async function beginRunners({ api, namespace, pods, stop }: RunnersToBegin): Promise<void> {
  const paths = pods.map((pod) => toStatusPath(namespace, pod));
  const untilMs = performance.now() + DEADLINE_MS;
  for (let busy: readonly string[] = paths; busy.length > 0 && performance.now() < untilMs; ) {
    const seen = await Promise.all(busy.map(async (path) => ({ path, status: await readStatus(api, path) })));
    if (seen.some(({ status }) => status > PAUSED_BEFORE_RUN)) break;
    busy = seen.filter(({ status }) => status < PAUSED_BEFORE_RUN).map(({ path }) => path);
    if (busy.length > 0) await pause(POLL_MS, undefined, { signal: stop }).catch(() => {});
    if (stop.aborted) return;
  }
  const begun = await Promise.allSettled(paths.map((path) => beginOne(api, path)));
  const refused = begun.find(({ status }) => status === 'rejected');
  if (refused?.status === 'rejected') throw refused.reason;
}

/** k6 refuses to be begun twice, and says a moment later that it runs. */
const beginOne = (api: KubeApi, path: string): Promise<unknown> =>
  api.patch(path, 'merge', BEGIN).catch((error: unknown) =>
    keepTrying(BEGUN_AFTER_MS, async () => {
      if ((await readStatus(api, path)) <= PAUSED_BEFORE_RUN) throw error;
    }),
  );

/** 0 for one that does not answer yet. */
async function readStatus(api: KubeApi, path: string): Promise<number> {
  try {
    return (await api.get<Status>(path)).data?.attributes?.status ?? 0;
  } catch (error) {
    if (error instanceof KubeError) return 0;
    throw error;
  }
}
