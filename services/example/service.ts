// The smallest service that can be gated: two routes, one journey, one promise. Start your own from it.
import { defineService } from '../../lib/core/service/define-service.ts';

interface Item {
  readonly id?: unknown;
  readonly price?: unknown;
}

export const SERVICE = defineService({
  id: 'example',
  title: 'the example shop',
  routes: {
    list: { method: 'GET', path: '/items', timeoutMs: 5_000, contract: 'list.v1' },
    item: { method: 'GET', path: '/items/:id', timeoutMs: 5_000, contract: 'item.v1' },
  },
  variants: { all: { why: 'any user', weight: 1 } },
  journeys: {
    look: {
      why: 'a user who looks at the first item',
      weight: 1,
      steps: [
        {
          id: 'list',
          route: 'list',
          upstream: 'none',
          takes: (json) => {
            const id = (json as readonly Item[])[0]?.id;
            return id === undefined ? {} : { itemId: String(id) };
          },
        },
        {
          id: 'item',
          route: 'item',
          upstream: 'none',
          needs: ['itemId'],
          path: ({ taken }) => `/items/${taken.itemId}`,
        },
      ],
      healthyFlags: { priced: 1 },
    },
  },
  flags: {
    given_away: { meaning: 'items whose price is 0 or less', among: 'priced', violation: true },
    priced: { meaning: 'items with a price', among: 'answers_judged' },
  },
  judge({ step }, json) {
    const { price } = (json ?? {}) as Item;
    if (step !== 'item' || typeof price !== 'number') return { broken: [], flags: [] };
    const broken = price > 0 ? [] : [{ id: 'given_away', detail: `a price of ${price} (/price)` }];
    return { broken, flags: ['priced'] };
  },
  // An answer carries back the id of the item that was asked for.
  findStranger({ step, taken }, json) {
    const { id } = (json ?? {}) as Item;
    if (step !== 'item' || String(id) === taken.itemId) return undefined;
    return `item ${String(id)} where ${taken.itemId} was asked for`;
  },
  promises: [
    {
      flag: 'given_away',
      why: 'nothing is given away',
      broke: 'item went for nothing',
      minSamplesWhy: 'no item with a price was seen',
    },
  ],
  rates: [],
  recognition: { route: 'list', fits: Array.isArray },
  reference: { program: 'reference/server.ts', hasDefects: true },
});
