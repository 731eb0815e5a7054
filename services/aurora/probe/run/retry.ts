// Again, a bounded number of times, with a pause that doubles. Not zx's `retry`, whose pause no signal can end.
import { setTimeout as pause } from 'node:timers/promises';

export interface RetryOptions {
  readonly retries: number;
  readonly backoffMs: number;
  /** No further try is made once this has aborted. */
  readonly signal: AbortSignal;
}

/** Runs `attempt` until its result is one that `again` does not want repeated, or no retry is left. */
export async function retryWhile<T>(
  attempt: () => Promise<T>,
  again: (result: T) => boolean,
  { retries, backoffMs, signal }: RetryOptions,
): Promise<{ readonly result: T; readonly attempts: number }> {
  for (let attempts = 1; ; attempts++) {
    const result = await attempt();
    if (attempts > retries || signal.aborted || !again(result)) return { result, attempts };
    await pause(backoffMs * 2 ** (attempts - 1), undefined, { signal }).catch(() => {});
    if (signal.aborted) return { result, attempts };
  }
}
