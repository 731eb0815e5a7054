// One call of a smoke by k6's http, bounded in time.
import http from 'k6/http';
import { toReceivedBody } from '../../core/invariants.ts';
import { type Play, toCallHeaders } from '../../core/smoke/play.ts';
import type { SmokeSettings } from '../../core/smoke/settings.ts';
import type { FormData } from '../form.ts';

/** k6's code for a request that was not complete in its time. */
const TIMED_OUT = 1050;

const toText = (body: unknown): string => (typeof body === 'string' ? body : '');

/** Makes the function that makes the calls of a smoke. Whatever goes wrong is no answer, and says why; it never throws. */
export function createSend({ base, timeoutMs }: SmokeSettings, photo: FormData): Play['send'] {
  return async (call, person) => {
    const form = call.sendsPhoto === true ? { 'content-type': photo.contentType } : {};
    const json = call.json === undefined ? null : JSON.stringify(call.json);
    const answer = await http.asyncRequest(
      call.method,
      `${base}${call.path}`,
      call.sendsPhoto === true ? photo.content : json,
      {
        headers: { ...toCallHeaders(call, person), ...form },
        redirects: 0,
        timeout: timeoutMs,
        tags: { name: call.path },
      },
    );
    if (answer.status === 0) {
      const why = answer.error_code === TIMED_OUT ? `not complete within ${timeoutMs} ms` : answer.error;
      return { kind: 'no_answer', why };
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
  const { status, error, error_code } = http.get(`${base}/healthz`, { redirects: 0, timeout: timeoutMs });
  return status === 0 && error_code !== TIMED_OUT ? error : undefined;
}
