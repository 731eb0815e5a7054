// One call to an HTTP actuator: bounded in time and size, and one kind of trouble for each way in which it can come to nothing.
import type { Static, TSchema } from 'typebox';
import { trimSlashes } from '../../../lib/core/text/ends.ts';
import { isObject, toJsonOrNone } from '../../../lib/core/text/json.ts';
import { toPlain } from '../../../lib/core/text/plain-text.ts';
import { createRedactor, redactText } from '../../../lib/core/text/redact.ts';
import { fetchAddress } from '../../../lib/node/http/address.ts';
import { readTextUpTo } from '../../../lib/node/http/body.ts';
import { toReason } from '../../../lib/node/http/fetch-failure.ts';
import { ActuatorError, type Trouble } from '../actuator.ts';

export interface HttpTarget {
  /** http(s)://host:port, perhaps with a path. */
  readonly url: string;
  /** Sent as a bearer; '' for none. */
  readonly token: string;
  /** One call, in ms. */
  readonly callMs: number;
}

export interface ActuatorCall {
  readonly method: 'GET' | 'PUT';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
}

const MAX_BODY_BYTES = 65_536;
/** Whoever asks for more is asked again all the same: users wait. */
const MOST_RETRY_AFTER_MS = 15_000;

/** What a status other than a yes comes to. https://www.rfc-editor.org/rfc/rfc9110#section-15 */
function toTrouble(status: number): Trouble {
  if (status === 401 || status === 403) return 'denied';
  if (status === 404 || status === 410) return 'missing';
  if (status === 409 || status === 412) return 'conflict';
  if (status === 408 || status === 425 || status === 429 || status >= 500) return 'busy';
  if (status >= 400) return 'refused';
  return 'strange';
}

function toRemedy(status: number): string {
  switch (toTrouble(status)) {
    case 'denied':
      return 'give the right ROLLBACK_TOKEN';
    case 'missing':
      return 'correct ROLLBACK_URL or the name of the rollout';
    case 'conflict':
      return 'somebody else changed it meanwhile; it is read again';
    case 'busy':
      return 'it is asked again';
    case 'strange':
      return status >= 300
        ? 'a redirect is not followed: give ROLLBACK_URL the address that answers itself'
        : 'it is no actuator by docs/rollback-engine.md';
    default:
      return 'see what it says, and docs/rollback-engine.md';
  }
}

/** The pause that an answer asks for: seconds or a date (RFC 9110, 10.2.3), in ms. */
export function toRetryAfterMs(header: string | null, nowMs: number): number {
  if (header === null) return 0;
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - nowMs;
  return Number.isFinite(ms) ? Math.min(MOST_RETRY_AFTER_MS, Math.max(0, ms)) : 0;
}

/** @throws ActuatorError */
export async function callActuator(
  { url, token, callMs }: HttpTarget,
  { method, path, headers, json }: ActuatorCall,
): Promise<{ readonly text: string; readonly tag: string }> {
  const shown = `the actuator at ROLLBACK_URL=${redactText(url)}`;
  const inTime = AbortSignal.timeout(callMs);
  let response: Response;
  let text: string;
  try {
    response = await fetchAddress(`${trimSlashes(url)}${path}`, {
      method,
      // It could lead the token elsewhere.
      redirect: 'manual',
      headers: {
        accept: 'application/json',
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      signal: inTime,
    });
    text = await readTextUpTo(response, MAX_BODY_BYTES);
  } catch (error) {
    const why = inTime.aborted ? `no whole answer within ${callMs} ms` : toReason(error);
    throw new ActuatorError(`${shown} does not answer ${method} ${path} (${why})`, 'unreached');
  }
  const { status } = response;
  if (status >= 200 && status < 300) return { text, tag: response.headers.get('etag') ?? '' };
  const value = toJsonOrNone(text);
  const said = toPlain(createRedactor([token])(isObject(value) ? String(value.error ?? '') : text), 200);
  throw new ActuatorError(
    `${shown} answers ${method} ${path} with ${status}${said === '' ? '' : ` (${said})`}; ${toRemedy(status)}`,
    toTrouble(status),
    toRetryAfterMs(response.headers.get('retry-after'), Date.now()),
  );
}

/**
 * A document with the strong tag that a change of it wants.
 * @throws ActuatorError, `strange` where it has another form, or no strong ETag
 */
export async function readTagged<S extends TSchema>(
  target: HttpTarget,
  path: string,
  form: S,
): Promise<{ readonly value: Static<S>; readonly tag: string }> {
  const { text, tag } = await callActuator(target, { method: 'GET', path });
  const { Check } = await import('typebox/value');
  const value = toJsonOrNone(text);
  const strange = (why: string) =>
    new ActuatorError(
      `what answers at ROLLBACK_URL=${redactText(target.url)} is no actuator: GET ${path} ${why}; see docs/rollback-engine.md`,
      'strange',
    );
  if (!Check(form, value)) throw strange(`has another form (${toPlain(redactText(text), 60)})`);
  // If-Match compares strongly: a weak tag never matches (RFC 9110, 13.1.1).
  if (!/^"[^"]+"$/.test(tag)) throw strange(tag === '' ? 'has no ETag' : 'has an ETag that is not strong');
  return { value, tag };
}
