// The alert on its way to the receiver: signed, in bounded time, a bounded number of times. A failed delivery is reported, not lost.
import { Webhook } from 'standardwebhooks';
import { call } from '../../../../lib/node/http/call.ts';
import { toReason } from '../../../../lib/node/http/fetch-failure.ts';
import type { WebhookPlan } from '../options.ts';
import type { WebhookReport } from '../report-schema.ts';
import { retryWhile } from './retry.ts';

const BACKOFF_MS = 500;

type Delivery = Pick<WebhookReport, 'status' | 'problem'>;

/** Statuses after which a later try may succeed. */
const mayPass = (status: number | null) =>
  status === null || status === 408 || status === 429 || status >= 500;

/**
 * Headers by the Standard Webhooks specification: an id that stays the same over retries, the time in epoch seconds, and
 * `v1,` + base64 of HMAC-SHA256 over `id.time.body`. The receiver refuses what is older than five minutes.
 */
function toHeaders(plan: WebhookPlan, id: string, body: string): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': 'application/json', 'webhook-id': id };
  if (plan.token !== '') headers.authorization = `Bearer ${plan.token}`;
  if (plan.secret !== '') {
    const at = new Date();
    headers['webhook-timestamp'] = String(Math.floor(at.getTime() / 1000));
    headers['webhook-signature'] = new Webhook(plan.secret, { format: 'raw' }).sign(id, at, body);
  }
  return headers;
}

/** Posts `body` once: delivered where the receiver answers 2xx in time. */
async function post(plan: WebhookPlan, id: string, body: string, stop: AbortSignal): Promise<Delivery> {
  const inTime = AbortSignal.timeout(plan.timeoutMs);
  try {
    const response = await call(plan.url, {
      method: 'POST',
      // A redirect could lead the token elsewhere.
      redirect: 'manual',
      signal: AbortSignal.any([inTime, stop]),
      headers: toHeaders(plan, id, body),
      body,
    });
    await response.body?.cancel();
    return { status: response.status, problem: response.ok ? '' : `it answered ${response.status}` };
  } catch (error) {
    const problem = inTime.aborted ? `no answer within ${plan.timeoutMs} ms` : toReason(error);
    return { status: null, problem };
  }
}

/** Delivers an alert, and says what became of it; it never throws. `id` names the message, so that a receiver can drop a repetition. */
export async function deliverAlert(
  plan: WebhookPlan,
  id: string,
  body: string,
  stop: AbortSignal,
): Promise<WebhookReport> {
  const { result, attempts } = await retryWhile(
    () => post(plan, id, body, stop),
    ({ problem, status }) => problem !== '' && mayPass(status),
    { retries: plan.retryCount, backoffMs: BACKOFF_MS, signal: stop },
  );
  return { outcome: result.problem === '' ? 'delivered' : 'failed', attempts, ...result };
}
