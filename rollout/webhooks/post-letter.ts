// One try to deliver a letter, signed by Standard Webhooks.
import { Webhook } from 'standardwebhooks';
import { redactText } from '../../lib/core/text/redact.ts';
import { call } from '../../lib/node/http/call.ts';
import { toReason } from '../../lib/node/http/fetch-failure.ts';
import type { Letter } from './letter-schema.ts';
import type { Endpoint } from './read-config.ts';

/** What a try came to. `gone`: the endpoint wants no more letters (410). */
export type Delivery =
  | { readonly is: 'delivered' }
  | { readonly is: 'failed' | 'gone'; readonly problem: string; readonly retryAfterMs: number };

/** A signature by each secret: whoever knows one of them can verify it. */
export function toSignedHeaders(
  { id }: Pick<Letter, 'id'>,
  body: string,
  secrets: readonly string[],
  at: Date,
): Readonly<Record<string, string>> {
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
  };
}

/** Tries once. It never throws, follows no redirect, and reads no answer. */
export async function postLetter(
  { url, secrets, timeoutMs }: Endpoint,
  letter: Letter,
  stop: AbortSignal,
): Promise<Delivery> {
  const body = JSON.stringify(letter.event);
  const inTime = AbortSignal.timeout(timeoutMs);
  try {
    const response = await call(url, {
      method: 'POST',
      redirect: 'manual',
      headers: toSignedHeaders(letter, body, secrets, new Date()),
      body,
      signal: AbortSignal.any([inTime, stop]),
    });
    await response.body?.cancel().catch(() => {});
    const { status } = response;
    if (status >= 200 && status < 300) return { is: 'delivered' };
    const seconds = Number(response.headers.get('retry-after') ?? 0);
    const retryAfterMs = Number.isFinite(seconds) ? seconds * 1_000 : 0;
    const problem =
      status >= 300 && status < 400
        ? `it redirects (${status}), and that is not followed`
        : `it answers ${status}`;
    return { is: status === 410 ? 'gone' : 'failed', problem, retryAfterMs };
  } catch (error) {
    const why = inTime.aborted ? `no answer within ${timeoutMs} ms` : toReason(error);
    return { is: 'failed', problem: redactText(why), retryAfterMs: 0 };
  }
}
