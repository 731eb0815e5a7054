// One call for a part of a product page, bounded in time and in bytes.

import { isRefusedInFront } from '../../../../lib/core/answer/refusal.ts';
import { toToldStatus } from '../../../../lib/core/answer/service-error.ts';
import { toJsonOrNone } from '../../../../lib/core/text/json.ts';
import { fetchAddress } from '../../../../lib/node/http/address.ts';
import { readTextUpTo } from '../../../../lib/node/http/body.ts';
import { toReason } from '../../../../lib/node/http/fetch-failure.ts';
import type { Product } from '../hotset.ts';
import type { PartResult } from '../report-schema.ts';
import { judgePart, PARTS, type Part, TIMED_OUT } from '../rounds.ts';

const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** What was fetched: its judgement, and the body, which may hold other parts too. */
export interface FetchedPart {
  readonly result: PartResult;
  readonly body: unknown;
}

/** Fetches a part of a page. Whatever goes wrong is a result that is not ready, and says why. */
export async function fetchPart(
  url: string,
  product: Product,
  part: Part,
  stop: AbortSignal,
): Promise<FetchedPart> {
  const { include, timeoutMs } = PARTS[part];
  const startedMs = performance.now();
  const inTime = AbortSignal.timeout(timeoutMs);
  let status = 0;
  let body: unknown;
  let problem = '';
  try {
    const response = await fetchAddress(url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.any([inTime, stop]),
      headers: { 'Content-Type': 'application/json', 'User-Agent': 'aurora-gate-regression' },
      body: JSON.stringify({
        operation: 'get_pdp_v2',
        payload: {
          product_ref: { merchant_id: product.merchantId, product_id: product.productId },
          include: [include],
        },
      }),
    });
    const text = await readTextUpTo(response, MAX_BODY_BYTES);
    status = response.status;
    body = toJsonOrNone(text);
    if (status === 200 && body === undefined) problem = 'the answer is no JSON';
    if (status !== 200 && isRefusedInFront(status, text)) {
      problem = `${toToldStatus(status, body)}: refused in front of the service`;
      status = 0;
    }
  } catch (error) {
    status = inTime.aborted ? TIMED_OUT : 0;
    problem = inTime.aborted ? `no complete answer within ${timeoutMs} ms` : toReason(error);
  }
  const ms = Math.round((performance.now() - startedMs) * 100) / 100;
  return { result: judgePart(part, { status, body, ms, problem }), body };
}
