// When releases went forward and back, from what was written down of them.
import type { Json } from '../../lib/core/text/json.ts';
import type { Facts } from '../policy/facts-schema.ts';

export type History = Required<Pick<Facts, 'promotions' | 'rollbacks'>>;

/** One version, and what became of it at last. */
interface Ending {
  readonly at: string;
  readonly isPromoted: boolean;
}

/** Splits versions by what became of them. */
export function toHistory(endings: Iterable<Ending>): History {
  const all = [...endings];
  const times = (isPromoted: boolean) =>
    all.filter((one) => one.isPromoted === isPromoted).map(({ at }) => at);
  return { promotions: times(true), rollbacks: times(false) };
}

/**
 * The history that the journal of a decision server holds: each version by its last decision.
 * @param own the version that is asked about, which does not count against itself
 */
export function toJournalHistory(rows: readonly Json[], own: string): History {
  const endings = new Map<string, Ending>();
  for (const { type, namespace, rollout, canary, decision, at } of rows) {
    if (type !== 'decision' || canary === own || typeof at !== 'string') continue;
    const key = [namespace, rollout, canary].join(' ');
    if (decision === 'promote') endings.set(key, { at, isPromoted: true });
    if (decision === 'abort' || decision === 'rollback') endings.set(key, { at, isPromoted: false });
  }
  return toHistory(endings.values());
}
