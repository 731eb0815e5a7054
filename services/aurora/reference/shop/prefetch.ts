// The product-page prefetch that operators can look at and start by hand: it fetches the hot pages, so that no user meets them cold.
import { HOTSET, PAGE_MODULES, type ProductPages } from './product-pages.ts';

/** How a hot set ended: fetched, or every fetch failed. */
export type PrefetchEnd = 'ok' | 'failed';

/** The prefetch with its counters. */
export type Prefetch = {
  readonly state: () => Readonly<Record<string, unknown>>;
  readonly run: (
    reason: string,
    end: PrefetchEnd,
    nowMs: number,
  ) => Promise<Readonly<Record<string, unknown>>>;
};

const HOTSET_SIZE = HOTSET.length;
// What a caller names as its reason becomes a key of the counters: bounded, or any caller could grow them for ever.
const MAX_REASONS = 50;

type Counts = { total: number; ok: number; non_200: number; failed: number };

const createCounts = (): Counts => ({ total: 0, ok: 0, non_200: 0, failed: 0 });

/** Makes a prefetch that has not run yet. A run that is to fail fetches nothing. */
export function createPrefetch(pages: ProductPages): Prefetch {
  const totals = createCounts();
  const byReason = new Map<string, Counts>();
  let runs = 0;
  let last: Readonly<Record<string, unknown>> | null = null;

  const state = () => ({
    config: {
      prefetch_enabled: true,
      prefetch_include: PAGE_MODULES,
      prefetch_timeout_ms: 1_600,
      hotset_prewarm_enabled: false,
      hotset_size: HOTSET_SIZE,
      hotset_concurrency: 2,
    },
    runtime: {
      in_flight: false,
      totals: { ...totals },
      by_reason: Object.fromEntries(byReason),
      hotset_runs: { started: runs, completed: runs, failed: 0 },
      hotset_last: last,
    },
  });

  return {
    state,
    run: async (reason, end, nowMs) => {
      const startedMs = performance.now();
      if (end === 'ok') await Promise.all(HOTSET.map((ref) => pages.read(ref, PAGE_MODULES)));
      const key = byReason.has(reason) || byReason.size < MAX_REASONS ? reason : 'other';
      const counts = byReason.get(key) ?? createCounts();
      byReason.set(key, counts);
      for (const each of [totals, counts]) {
        each.total += HOTSET_SIZE;
        each[end] += HOTSET_SIZE;
      }
      runs += 1;
      const result = {
        ok: true,
        skipped: false,
        duration_ms: Math.round(performance.now() - startedMs),
        hotset_size: HOTSET_SIZE,
      };
      last = { at: new Date(nowMs).toISOString(), reason, ...result };
      // The service says ok even when every fetch failed: only the counters tell.
      return { ok: true, result, data: state() };
    },
  };
}
