// The samples of a run: so many users, a few at a time, each with a call that is made again where it fails.
import pMap, { pMapSkip } from 'p-map';
import type { ProbePlan } from '../options.ts';
import { assessAttempt, type Sample } from '../samples.ts';
import { sendChat } from './request.ts';
import { retryWhile } from './retry.ts';

export interface SamplingOptions {
  readonly base: string;
  readonly runId: string;
  readonly plan: ProbePlan;
  /** Ends the sampling: what is under way is dropped, nothing more is begun. */
  readonly stop: AbortSignal;
  readonly onProgress: (done: number) => void;
}

/**
 * Plays the samples. Each has a user of its own, since one user always lands in the same bucket; a retry keeps the user.
 * @returns those that came to an end; fewer than planned where the time was up or `stop` aborted
 */
export async function runSamples({
  base,
  runId,
  plan,
  stop,
  onProgress,
}: SamplingOptions): Promise<Sample[]> {
  const endMs = performance.now() + plan.maxSeconds * 1000;
  let done = 0;
  const indices = Array.from({ length: plan.samples }, (_, i) => i);
  return pMap(
    indices,
    async (n): Promise<Sample | typeof pMapSkip> => {
      if (stop.aborted || performance.now() > endMs) return pMapSkip;
      const uid = `uid_probe_${runId}_${n}`;
      const { result, attempts } = await retryWhile(
        async () => assessAttempt(await sendChat({ base, uid, plan, signal: stop })),
        ({ kind }) => kind !== 'judged',
        { retries: plan.retryCount, backoffMs: plan.retryBackoffMs, signal: stop },
      );
      // What was cut off by us says nothing of the service.
      if (stop.aborted && result.kind === 'no_answer') return pMapSkip;
      onProgress(++done);
      return { n, uid, attempts, ...result };
    },
    { concurrency: plan.concurrency },
  );
}
