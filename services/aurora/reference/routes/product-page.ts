// One operation of the shop gateway: a product page, or the parts of it that are asked for.

import type { Reply } from '../envelopes/turn.ts';
import type { Exchange } from '../exchange.ts';
import { isJsonObject, type JsonObject } from '../requests.ts';
import { PAGE_MODULES, type PageModule, type ProductPages, type ProductRef } from '../shop/product-pages.ts';

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

function parseRef({ product_ref }: JsonObject): ProductRef | null {
  if (!isJsonObject(product_ref)) return null;
  const { merchant_id, product_id } = product_ref;
  return isText(merchant_id) && isText(product_id) ? { merchant_id, product_id } : null;
}

/** Answers `get_pdp_v2`; 400 where the product or the operation is not told, 408 where the reviews are made to time out. */
export async function answerProductPage(
  pages: ProductPages,
  { body, caller, drawFault }: Exchange,
): Promise<Reply> {
  const payload = isJsonObject(body.payload) ? body.payload : {};
  const ref = parseRef(payload);
  if (body.operation !== 'get_pdp_v2' || ref === null)
    return { status: 400, body: { status: 'error', error: 'INVALID_REQUEST' } };
  const include: readonly unknown[] = Array.isArray(payload.include) ? payload.include : [];
  const modules = PAGE_MODULES.filter((known): known is PageModule => include.includes(known));
  if (modules.includes('reviews_preview') && drawFault('time_out_reviews'))
    return { status: 408, body: { status: 'error', error: 'UPSTREAM_TIMEOUT' } };
  return {
    status: 200,
    body: {
      status: 'success',
      request_id: caller.requestId,
      subject: { type: 'product', id: `${ref.merchant_id}:${ref.product_id}` },
      modules: await pages.read(ref, modules),
    },
  };
}
