// Time budgets: how they are read, and how a call is held to one.

/** The least budget that can be set: below it normal jitter would already degrade answers (service runbook). */
export const MIN_BUDGET_MS = 1_000;

/** The default budget of an analysis (service runbook, production). */
export const DEFAULT_ANALYSIS_BUDGET_MS = 12_000;

/** The default budget of recommendations in a chat (service runbook, production). */
export const DEFAULT_RECO_BUDGET_MS = 9_000;

/** Raises a budget that is too tight to the least one; milliseconds in and out. */
export function clampBudgetMs(budgetMs: number): number {
  return Math.max(MIN_BUDGET_MS, Math.floor(budgetMs));
}

/** Thrown by `runWithinBudget` when the time is up. */
export class BudgetExceeded extends Error {
  override readonly name = 'BudgetExceeded';
}

/**
 * Runs a call and gives up after `budgetMs` even if the call ignores its signal.
 * Throws `BudgetExceeded` when the time is up, and what the call throws otherwise.
 */
export async function runWithinBudget<T>(
  budgetMs: number,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeUp = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      // Reject before aborting, so that the caller sees the budget and not the abort it caused.
      reject(new BudgetExceeded(`no answer within ${budgetMs} ms`));
      controller.abort();
    }, budgetMs);
  });
  try {
    return await Promise.race([call(controller.signal), timeUp]);
  } finally {
    clearTimeout(timer);
  }
}
