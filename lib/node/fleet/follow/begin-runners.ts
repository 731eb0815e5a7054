// Runners that wait are begun at once, by k6's own REST API, through the API server. The operator begins one after the other, from a pod that
// has to come up first and has a tenth of a core; whom it finds begun goes on as he is.
import { setTimeout as pause } from 'node:timers/promises';
import { type KubeApi, KubeError } from '../../cluster/kube-api.ts';
import { keepTrying } from '../../process/wait.ts';
import { readRunnerStatus, tellRunner } from './runner-status.ts';

export interface RunnersToBegin {
  readonly api: KubeApi;
  readonly namespace: string;
  /** Their names. */
  readonly pods: readonly string[];
  readonly stop: AbortSignal;
}

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
  const read = (pod: string) => readExecution(api, namespace, pod);
  const untilMs = performance.now() + DEADLINE_MS;
  for (let busy = pods; busy.length > 0 && performance.now() < untilMs; ) {
    const seen = await Promise.all(busy.map(async (pod) => ({ pod, status: await read(pod) })));
    if (seen.some(({ status }) => status > PAUSED_BEFORE_RUN)) break;
    busy = seen.filter(({ status }) => status < PAUSED_BEFORE_RUN).map(({ pod }) => pod);
    if (busy.length > 0) await pause(POLL_MS, undefined, { signal: stop }).catch(() => {});
    if (stop.aborted) return;
  }
  // k6 refuses to be begun twice, and says a moment later that it runs.
  const begin = (pod: string): Promise<unknown> =>
    tellRunner(api, namespace, pod, { paused: false }).catch((error: unknown) =>
      keepTrying(BEGUN_AFTER_MS, async () => {
        if ((await read(pod)) <= PAUSED_BEFORE_RUN) throw error;
      }),
    );
  const begun = await Promise.allSettled(pods.map(begin));
  const refused = begun.find(({ status }) => status === 'rejected');
  if (refused?.status === 'rejected') throw refused.reason;
}

/** How far a runner is; 0 for one that does not answer yet. */
async function readExecution(api: KubeApi, namespace: string, pod: string): Promise<number> {
  try {
    return (await readRunnerStatus(api, namespace, pod)).status ?? 0;
  } catch (error) {
    if (error instanceof KubeError) return 0;
    throw error;
  }
}
