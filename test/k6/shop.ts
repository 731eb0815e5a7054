// A service to test lib/k6 with, in place of `service-under-test`: a shop whose answers say by themselves what they are.
import { defineService } from '../../lib/core/service/define-service.ts';

type Said = Readonly<Record<string, unknown>>;
const toSaid = (json: unknown): Said => (typeof json === 'object' && json !== null ? (json as Said) : {});

/** A service with every part that lib/k6 reads. An order needs an item, which the list of items brings. */
export const SERVICE = defineService({
  id: 'shop',
  title: 'a shop',
  routes: {
    items: { method: 'GET', path: '/v1/items', timeoutMs: 2000, contract: 'items.v1' },
    orders: { method: 'POST', path: '/v1/orders', timeoutMs: 5000, contract: 'order.v1' },
    receipts: { method: 'PUT', path: '/v1/receipts', timeoutMs: 5000 },
  },
  variants: {
    plain: { why: 'a customer', weight: 1 },
    vip: { why: 'a customer of years', weight: 1 },
  },
  journeys: {
    look: {
      why: 'a user who looks around',
      weight: 1,
      steps: [{ id: 'browse', route: 'items', upstream: 'none' }],
    },
    buy: {
      why: 'a user who buys',
      weight: 1,
      steps: [
        {
          id: 'browse',
          route: 'items',
          upstream: 'none',
          path: ({ variant }) => `/v1/items?for=${variant}`,
          // Throws where there is no answer: nobody may ask it then.
          takes: (json) => {
            const { item } = json as Said;
            return typeof item === 'string' ? { item } : {};
          },
        },
        {
          id: 'order',
          route: 'orders',
          upstream: 'always',
          needs: ['item'],
          body: ({ taken }) => ({ item: taken.item }),
          takes: () => ({ order: 'o1' }),
        },
        { id: 'receipt', route: 'receipts', upstream: 'none', form: 'receipt' },
      ],
    },
  },
  forms: {
    receipt: {
      fields: { kind: 'receipt' },
      file: { field: 'file', name: 'receipt.pdf', contentType: 'application/pdf', path: 'receipt.pdf' },
    },
  },
  headers: ({ traceId }) => ({ 'X-Trace-ID': traceId }),
  flags: {
    sold_out: { meaning: 'answers that offer nothing', among: 'answers_judged' },
    unpaid_order: { meaning: 'orders sent before they were paid', among: 'answers_judged', violation: true },
  },
  judge: (_, json, header) => {
    const said = toSaid(json);
    return {
      broken: said.unpaid === true ? [{ id: 'unpaid_order', detail: 'sent unpaid' }] : [],
      flags: said.sold_out === true ? ['sold_out'] : [],
      note: header('x-shop-note') ?? '',
    };
  },
  requestIdKey: 'id',
  promises: [{ flag: 'unpaid_order', why: 'nothing is sent unpaid', minSamplesWhy: 'no answer was judged' }],
  rates: [],
  reference: { program: 'reference/shop.ts', upstream: 'reference/upstream.ts' },
  recognition: { route: 'items', fits: () => true },
});
