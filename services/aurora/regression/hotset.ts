// The hot set: the product pages that must be fast for whoever comes first.

import { OptionError } from '../../../lib/core/options/option-error.ts';
import { isObject } from '../../../lib/core/text/json.ts';

/** One product of one merchant; its name is for people. */
export interface Product {
  readonly merchantId: string;
  readonly productId: string;
  readonly name: string;
}

/** The two products of the runbook. */
export const DEFAULT_HOTSET: readonly Product[] = [
  { merchantId: 'merch_efbc46b4619cfbdf', productId: '9886500749640', name: 'winona' },
  { merchantId: 'merch_efbc46b4619cfbdf', productId: '9886500127048', name: 'ipsa' },
];

const MAX_PRODUCTS = 20;
const ID = /^[\w.-]{1,128}$/;
const LIST = 'AURORA_BFF_PDP_HOTSET_PREWARM_LIST';
const JSON_LIST = 'AURORA_BFF_PDP_HOTSET_PREWARM_JSON';

/** `merchant:product`, as one key. */
export function toProductKey({ merchantId, productId }: Product): string {
  return `${merchantId}:${productId}`;
}

function createProduct(merchantId: unknown, productId: unknown): Product | undefined {
  if (typeof merchantId !== 'string' || typeof productId !== 'string') return undefined;
  if (!ID.test(merchantId) || !ID.test(productId)) return undefined;
  const known = DEFAULT_HOTSET.find((one) => one.productId === productId && one.merchantId === merchantId);
  return known ?? { merchantId, productId, name: productId };
}

function fromEntry(entry: unknown): Product | undefined {
  if (!isObject(entry)) return undefined;
  const ref = isObject(entry.product_ref) ? entry.product_ref : entry;
  return createProduct(ref.merchant_id, ref.product_id);
}

function readJson(text: string): readonly unknown[] {
  let entries: unknown;
  try {
    entries = JSON.parse(text);
  } catch {
    entries = undefined;
  }
  if (Array.isArray(entries)) return entries;
  throw new OptionError(
    `${JSON_LIST} is no JSON list; give [{"product_ref":{"merchant_id":"m","product_id":"p"}}]`,
  );
}

/**
 * The hot set out of its two forms: a list `merchant:product,…` and a JSON list of `product_ref`. JSON wins; neither: the default.
 * @throws OptionError for an entry that names no product, for one told twice, and for more than 20
 */
export function parseHotset(list: string, json: string): readonly Product[] {
  if (list === '' && json === '') return DEFAULT_HOTSET;
  const name = json === '' ? LIST : JSON_LIST;
  const products =
    json === ''
      ? list.split(',').map((entry) => {
          const [merchantId, productId, ...rest] = entry.trim().split(':');
          return rest.length > 0 ? undefined : createProduct(merchantId, productId);
        })
      : readJson(json).map(fromEntry);
  const bad = products.indexOf(undefined);
  if (bad >= 0)
    throw new OptionError(`${name}: entry ${bad + 1} names no product; give a merchant id and a product id`);
  const found = products.filter((product) => product !== undefined);
  if (found.length === 0 || found.length > MAX_PRODUCTS)
    throw new OptionError(`${name}: ${found.length} products; give 1 to ${MAX_PRODUCTS}`);
  if (new Set(found.map(toProductKey)).size < found.length)
    throw new OptionError(`${name} names a product twice; leave one out`);
  return found;
}
