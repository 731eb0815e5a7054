// One call of a smoke by k6's http, bounded in time.
import encoding from 'k6/encoding';
import http, { type Response } from 'k6/http';
import { toReceivedBody } from '../../core/answer/received-body.ts';
import { describeStall } from '../../core/answer/unsent.ts';
import { splitCredentials } from '../../core/options/address.ts';
import type { Id } from '../../core/service/service.ts';
import type { Smoke } from '../../core/smoke/flow.ts';
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
export function createSend(
  { base, timeoutMs }: SmokeSettings,
  smoke: Smoke,
  forms: Readonly<Record<Id, FormData>>,
): Play['send'] {
  const { url, access } = toTarget(base);
  return async (call, person) => {
    const form = call.form === undefined ? undefined : forms[call.form];
    const json = call.json === undefined ? null : JSON.stringify(call.json);
    const sent = form ? form.content : (call.text?.content ?? json);
    const callMs = call.timeoutMs ?? timeoutMs;
    const type = form ? { 'content-type': form.contentType } : {};
    const params = {
      headers: { ...toCallHeaders(smoke, call, person), ...type, ...access },
      redirects: 0,
      timeout: callMs,
      tags: { name: call.path },
    };
    const startedMs = Date.now();
    let answer: Response;
    try {
      answer = await http.asyncRequest(call.method, `${url}${call.path}`, sent, params);
    } catch (error) {
      const why = toReason(error);
      const stall = describeStall(Date.now() - startedMs, callMs);
      return { kind: 'no_answer', why: why === TIMED_OUT ? `not complete within ${callMs} ms${stall}` : why };
    }
    const durationMs = Date.now() - startedMs;
    const text = toText(answer.body);
    const headers = Object.fromEntries(
      Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    const body = toReceivedBody(text, () => answer.json());
    return { kind: 'answer', status: answer.status, headers, text, durationMs, body };
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
