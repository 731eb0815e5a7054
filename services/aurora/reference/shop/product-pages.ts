// What a product page is made of, and the bounded cache in front of it: a page is slow at its first visit, and fast after it.
import { createLruMap } from '../memory.ts';

/** The parts that a page can be asked for besides its core. */
export const PAGE_MODULES = ['offers', 'reviews_preview', 'similar'] as const;
export type PageModule = (typeof PAGE_MODULES)[number];

/** Which product of which merchant. */
export type ProductRef = { readonly merchant_id: string; readonly product_id: string };

/** What it takes to fetch a part that is not in the cache, milliseconds. */
const COLD_MS: Readonly<Record<PageModule | 'canonical', number>> = {
  canonical: 60,
  offers: 120,
  reviews_preview: 240,
  similar: 180,
};

/** The pages that operators want warm: the two products of the runbook. */
export const HOTSET: readonly ProductRef[] = ['9886500749640', '9886500127048'].map((product_id) => ({
  merchant_id: 'merch_efbc46b4619cfbdf',
  product_id,
}));

/** The pages with their cache. */
export type ProductPages = {
  /** Fetches the core and `modules`, and resolves when the slowest of what was not cached is there. */
  readonly read: (ref: ProductRef, modules: readonly PageModule[]) => Promise<readonly unknown[]>;
  /** How many parts of pages are in the cache. */
  readonly size: () => number;
};

/** What a page takes: the cache holds `maxEntries` parts, each for `ttlMs`; `now` is epoch milliseconds. */
export type ProductPagesOptions = {
  readonly maxEntries: number;
  readonly ttlMs: number;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
};

const LISTS: Readonly<Record<PageModule, string>> = {
  offers: 'offers',
  reviews_preview: 'preview_items',
  similar: 'items',
};

function toModule(ref: ProductRef, part: PageModule | 'canonical'): unknown {
  if (part === 'canonical')
    return { type: part, data: { pdp_payload: { product: { title: ref.product_id } } } };
  const entries = [1, 2, 3].map((n) => ({ id: `${part}_${ref.product_id}_${n}` }));
  return { type: part, data: { [LISTS[part]]: entries } };
}

/** Makes the pages, every one of them cold. */
export function createProductPages({ maxEntries, ttlMs, now, sleep }: ProductPagesOptions): ProductPages {
  const warmUntil = createLruMap<number>(maxEntries);
  return {
    read: async (ref, modules) => {
      const parts = ['canonical' as const, ...new Set(modules)];
      const keyOf = (part: string) => `${ref.merchant_id}:${ref.product_id}:${part}`;
      const cold = parts.filter((part) => (warmUntil.get(keyOf(part)) ?? 0) <= now());
      const coldMs = Math.max(0, ...cold.map((part) => COLD_MS[part]));
      if (coldMs > 0) await sleep(coldMs);
      for (const part of cold) warmUntil.set(keyOf(part), now() + ttlMs);
      return parts.map((part) => toModule(ref, part));
    },
    size: warmUntil.size,
  };
}
