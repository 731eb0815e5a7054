import { describe, expect, it } from 'vitest';
import { createRig } from '../rig.ts';
import { createPrefetch } from './prefetch.ts';
import { createProductPages, HOTSET, PAGE_MODULES, type ProductPagesOptions } from './product-pages.ts';

const [WINONA, IPSA] = HOTSET as [(typeof HOTSET)[0], (typeof HOTSET)[0]];

function createClocked(options: Partial<ProductPagesOptions> = {}) {
  let nowMs = 1_000;
  const slept: number[] = [];
  const pages = createProductPages({
    maxEntries: 100,
    ttlMs: 600_000,
    now: () => nowMs,
    sleep: async (ms) => void slept.push(ms),
    ...options,
  });
  const wait = (ms: number) => {
    nowMs += ms;
  };
  return { pages, slept, wait };
}

describe('a product page', () => {
  it('is as slow as its slowest part at the first visit, and waits for nothing at the second', async () => {
    const { pages, slept } = createClocked();
    await pages.read(WINONA, PAGE_MODULES);
    expect(slept).toEqual([240]);
    expect(await pages.read(WINONA, PAGE_MODULES)).toHaveLength(4);
    expect(slept).toHaveLength(1);
    await pages.read(IPSA, ['offers']);
    expect(slept).toEqual([240, 120]);
  });

  it('is cold again after its time', async () => {
    const { pages, slept, wait } = createClocked();
    await pages.read(WINONA, ['offers']);
    wait(600_000);
    await pages.read(WINONA, ['offers']);
    expect(slept).toEqual([120, 120]);
  });

  it('makes room for another one: the cache is bounded', async () => {
    const { pages, slept } = createClocked({ maxEntries: 2 });
    await pages.read(WINONA, ['offers']);
    await pages.read(IPSA, ['offers']);
    await pages.read(WINONA, ['offers']);
    expect([slept.length, pages.size()]).toEqual([3, 2]);
  });
});

describe('the prewarm', () => {
  it('takes the cold start off the hot set', async () => {
    const { pages, slept } = createClocked();
    await createPrefetch(pages).run('r', 'ok', 0);
    slept.length = 0;
    for (const ref of HOTSET) await pages.read(ref, PAGE_MODULES);
    expect(slept).toEqual([]);
  });
  it('leaves it where every fetch failed', async () => {
    const { pages, slept } = createClocked();
    await createPrefetch(pages).run('r', 'failed', 0);
    await pages.read(WINONA, PAGE_MODULES);
    expect(slept).toEqual([240]);
  });
});

describe('the route', () => {
  const product_ref = { merchant_id: 'm', product_id: 'p' };
  it.each([
    ['a page', { operation: 'get_pdp_v2', payload: { product_ref, include: ['offers', 'x'] } }, 200],
    ['no operation', { payload: { product_ref } }, 400],
    ['half a product', { operation: 'get_pdp_v2', payload: { product_ref: { product_id: 'p' } } }, 400],
    ['nothing', {}, 400],
  ])('%s', async (_, body, status) => {
    const answered = await createRig().call('/agent/shop/v1/invoke', { body, uid: null });
    expect(answered.status).toBe(status);
    if (status !== 200) return;
    const { modules } = JSON.parse(answered.text) as { modules: { type: string }[] };
    expect(modules.map(({ type }) => type)).toEqual(['canonical', 'offers']);
  });
});
