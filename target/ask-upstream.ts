// Asks the upstream within a budget, counts how it ended, and never throws: a failed call is an answer here.
import { BudgetExceeded, runWithinBudget } from './budget.ts';
import { CATALOG } from './catalog.ts';
import type { HandlerFault } from './defects/defect.ts';
import type { BffMetrics, UpstreamOutcome } from './metrics.ts';
import {
  BadUpstreamAnswer,
  type CallUpstream,
  parseUpstreamAnswer,
  type UpstreamAnswer,
  type UpstreamQuestion,
} from './upstream-call.ts';

/** How asking ended; `code` is what telemetry shows, like `ETIMEDOUT`. */
export type UpstreamResult =
  | { readonly outcome: 'ok'; readonly answer: UpstreamAnswer }
  | { readonly outcome: Exclude<UpstreamOutcome, 'ok'>; readonly code: string };

/** Asks the upstream on behalf of `route`, for at most `budgetMs` milliseconds. */
export type AskUpstream = (
  question: UpstreamQuestion,
  options: { readonly route: string; readonly budgetMs: number; readonly faults: ReadonlySet<HandlerFault> },
) => Promise<UpstreamResult>;

const RESET_CODES = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED']);

/** Tells how a call failed from what it threw. */
export function toFailure(error: unknown): Exclude<UpstreamResult, { outcome: 'ok' }> {
  if (error instanceof BudgetExceeded) return { outcome: 'timeout', code: 'ETIMEDOUT' };
  if (error instanceof BadUpstreamAnswer) return { outcome: 'error', code: 'BAD_ANSWER' };
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== 'string') return { outcome: 'error', code: 'UNKNOWN' };
  if (code === 'ETIMEDOUT') return { outcome: 'timeout', code };
  return { outcome: RESET_CODES.has(code) ? 'reset' : 'error', code };
}

/** Makes the asking function. */
export function createAskUpstream({
  callUpstream,
  metrics,
}: {
  readonly callUpstream: CallUpstream;
  readonly metrics: BffMetrics;
}): AskUpstream {
  return async (question, { route, budgetMs, faults }) => {
    if (faults.has('bypass_upstream')) {
      return { outcome: 'ok', answer: { candidates: CATALOG[question.lang], notes: [] } };
    }
    if (faults.has('fail_upstream')) return { outcome: 'timeout', code: 'ETIMEDOUT' };
    const endCall = metrics.startUpstreamCall(route);
    try {
      const body = await runWithinBudget(budgetMs, (signal) => callUpstream(question, signal));
      const answer = parseUpstreamAnswer(body);
      endCall('ok');
      return {
        outcome: 'ok',
        answer: faults.has('empty_candidates') ? { ...answer, candidates: [] } : answer,
      };
    } catch (error) {
      const failure = toFailure(error);
      endCall(failure.outcome);
      return failure;
    }
  };
}
