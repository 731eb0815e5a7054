// Asks the upstream within a budget, counts how it ended, and never throws: a failed call is an answer here.

import type { Exchange } from '../exchange.ts';
import type { BffMetrics, UpstreamOutcome } from '../metrics.ts';
import { BudgetExceeded, runWithinBudget } from './budget.ts';
import { CATALOG } from './catalog.ts';
import {
  BAD_SCHEMA,
  BadUpstreamAnswer,
  BadUpstreamSchema,
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
  exchange: Pick<Exchange, 'tenant' | 'drawFault' | 'noteUpstream'>,
  ask: { readonly route: string; readonly budgetMs: number; readonly question: UpstreamQuestion },
) => Promise<UpstreamResult>;

const RESET_CODES = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED']);

/** Tells how a call failed from what it threw. */
export function toFailure(error: unknown): Exclude<UpstreamResult, { outcome: 'ok' }> {
  if (error instanceof BudgetExceeded) return { outcome: 'timeout', code: 'ETIMEDOUT' };
  if (error instanceof BadUpstreamSchema) return { outcome: 'error', code: BAD_SCHEMA };
  if (error instanceof BadUpstreamAnswer) return { outcome: 'error', code: 'BAD_ANSWER' };
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== 'string') return { outcome: 'error', code: 'UNKNOWN' };
  if (code === 'ETIMEDOUT') return { outcome: 'timeout', code };
  return { outcome: RESET_CODES.has(code) ? 'reset' : 'error', code };
}

/** Makes the asking function. */
export function createAskUpstream(services: {
  readonly callUpstream: CallUpstream;
  readonly metrics: BffMetrics;
}): AskUpstream {
  const { callUpstream, metrics } = services;
  let failedAtMs = Number.NEGATIVE_INFINITY;
  return async ({ tenant, drawFault, noteUpstream }, { route, budgetMs, question }) => {
    const invented = { outcome: 'ok', answer: { candidates: CATALOG[question.lang], notes: [] } } as const;
    if (drawFault('bypass_upstream')) return invented;
    if (drawFault('degrade_needlessly')) return { outcome: 'timeout', code: 'ETIMEDOUT' };
    const endCall = metrics.startUpstreamCall(tenant, route);
    const shared = drawFault('share_connection');
    const result = await callUpstreamWithin(budgetMs, callUpstream, question, shared);
    endCall(result.outcome);
    noteUpstream(result.outcome);
    if (result.outcome !== 'ok') {
      failedAtMs = performance.now();
      return drawFault('hide_failure') ? invented : result;
    }
    const outlasts = (ms: number) => performance.now() - failedAtMs < ms;
    return drawFault('outlast_failure', outlasts) ? { outcome: 'timeout', code: 'ETIMEDOUT' } : result;
  };
}

async function callUpstreamWithin(
  budgetMs: number,
  callUpstream: CallUpstream,
  question: UpstreamQuestion,
  shared: boolean,
): Promise<UpstreamResult> {
  try {
    const body = await runWithinBudget(budgetMs, (signal) => callUpstream(question, signal, shared));
    return { outcome: 'ok', answer: parseUpstreamAnswer(body) };
  } catch (error) {
    return toFailure(error);
  }
}
