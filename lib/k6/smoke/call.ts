// One call of a smoke by k6's http, bounded in time.
import encoding from 'k6/encoding';
import http, { type Response } from 'k6/http';
import { toReceivedBody } from '../../../services/aurora/answer/invariants.ts';
import { splitCredentials } from '../../core/options/address.ts';
import { type Play, toCallHeaders } from '../../core/smoke/play.ts';
import type { SmokeSettings } from '../../core/smoke/settings.ts';
import type { FormData } from '../form.ts';

/** Set as an option of k6: its warnings about a request would show what the other side sent as it is, and nothing could mask them. */
export const THROWS = { throw: true };

/** What k6 throws where a request is not answered: `Post "<address>": <reason>`. */
const toReason = (error: unknown): string => String(error).replace(/^[^"]*"[^"]*": /, '');
/** Its reason where the answer was not complete in time. */
const TIMED_OUT = 'request timeout';

/** Where to call, and the header (RFC 7617) that says what the address had of credentials. */
function toTarget(base: string): { readonly url: string; readonly access: Readonly<Record<string, string>> } {
  const { url, credentials } = splitCredentials(base);
  if (credentials === undefined) return { url, access: {} };
  return { url, access: { authorization: `Basic ${encoding.b64encode(credentials)}` } };
}

const toText = (body: unknown): string => (typeof body === 'string' ? body : '');

/** Makes the function that makes the calls of a smoke. Whatever goes wrong is no answer, and says why; it never throws. */
export function createSend({ base, timeoutMs }: SmokeSettings, photo: FormData): Play['send'] {
  const { url, access } = toTarget(base);
  return async (call, person) => {
    const form = call.sendsPhoto === true ? { 'content-type': photo.contentType } : {};
    const json = call.json === undefined ? null : JSON.stringify(call.json);
    const sent = call.sendsPhoto === true ? photo.content : json;
    const params = {
      headers: { ...toCallHeaders(call, person), ...form, ...access },
      redirects: 0,
      timeout: timeoutMs,
      tags: { name: call.path },
    };
    let answer: Response;
    try {
      answer = await http.asyncRequest(call.method, `${url}${call.path}`, sent, params);
    } catch (error) {
      const why = toReason(error);
      return { kind: 'no_answer', why: why === TIMED_OUT ? `not complete within ${timeoutMs} ms` : why };
    }
    const text = toText(answer.body);
    const headers = Object.fromEntries(
      Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    const body = toReceivedBody(text, () => answer.json());
    return { kind: 'answer', status: answer.status, headers, text, body };
  };
}

/** Why nobody answers at `base`; undefined where somebody does, or takes calls and hangs, which is for the checks to tell. */
export function findUnreachable({ base, timeoutMs }: SmokeSettings): string | undefined {
  const { url, access: headers } = toTarget(base);
  try {
    http.get(`${url}/healthz`, { headers, redirects: 0, timeout: timeoutMs });
    return undefined;
  } catch (error) {
    const why = toReason(error);
    return why === TIMED_OUT ? undefined : why;
  }
}
