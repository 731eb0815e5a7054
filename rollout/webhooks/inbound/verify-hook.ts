// Whose message it is: the sender with whose secret it was signed, by Standard Webhooks.
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import type { Sender } from '../read-config.ts';

export interface HookHeaders {
  readonly 'webhook-id': string;
  readonly 'webhook-timestamp': string;
  readonly 'webhook-signature': string;
}

/** No dots: they part an id from a timestamp where the two are signed. */
const ID = /^[\w-]{1,100}$/;
const TIMESTAMP = /^\d{1,12}$/;

/**
 * Every secret is tried: a message does not say whose it is. Signatures are compared in constant time, and the timestamp must be within
 * five minutes of ours.
 * @returns undefined where it is nobody's
 */
export function findSender(
  senders: readonly Sender[],
  body: string,
  headers: HookHeaders,
): Sender | undefined {
  if (!ID.test(headers['webhook-id']) || !TIMESTAMP.test(headers['webhook-timestamp'])) return undefined;
  return senders.find(({ secrets }) => secrets.some((secret) => isSigned(secret, body, headers)));
}

function isSigned(secret: string, body: string, headers: HookHeaders): boolean {
  try {
    new Webhook(secret).verify(body, { ...headers }, { jsonParse: false });
    return true;
  } catch (error) {
    if (error instanceof WebhookVerificationError) return false;
    throw error;
  }
}
