// One call of a smoke, bounded in time and in bytes.
import { toReceivedBody } from '../../core/answer/received-body.ts';
import { describeStall } from '../../core/answer/unsent.ts';
import type { Form, Id } from '../../core/service/service.ts';
import type { SmokeAnswer } from '../../core/smoke/answer.ts';
import type { Call, Person, Smoke } from '../../core/smoke/flow.ts';
import { toCallHeaders } from '../../core/smoke/play.ts';
import { fetchAddress } from '../http/address.ts';
import { readTextUpTo } from '../http/body.ts';
import { toReason } from '../http/fetch-failure.ts';

/** More than any answer of the service. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

export interface Sender {
  readonly base: string;
  readonly timeoutMs: number;
  readonly smoke: Smoke;
  /** The forms of the service, each with the bytes of its file. */
  readonly forms: Readonly<Record<Id, { readonly form: Form; readonly bytes: Uint8Array<ArrayBuffer> }>>;
  /** Ends calls early. */
  readonly stop: AbortSignal;
}

function toBody(call: Call, forms: Sender['forms']): string | FormData | undefined {
  const sent = call.form === undefined ? undefined : forms[call.form];
  if (!sent) return call.text?.content ?? (call.json === undefined ? undefined : JSON.stringify(call.json));
  const { fields, file } = sent.form;
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set(file.field, new Blob([sent.bytes], { type: file.contentType }), file.name);
  return form;
}

/** Makes one call. Whatever goes wrong is no answer, and says why; it never throws. */
export async function sendCall(sender: Sender, call: Call, person: Person): Promise<SmokeAnswer> {
  const timeoutMs = call.timeoutMs ?? sender.timeoutMs;
  const inTime = AbortSignal.timeout(timeoutMs);
  const startedMs = performance.now();
  const body = toBody(call, sender.forms);
  try {
    const response = await fetchAddress(`${sender.base}${call.path}`, {
      method: call.method,
      redirect: 'manual',
      signal: AbortSignal.any([inTime, sender.stop]),
      headers: toCallHeaders(sender.smoke, call, person),
      ...(body === undefined ? {} : { body }),
    });
    const text = await readTextUpTo(response, MAX_BODY_BYTES);
    return {
      kind: 'answer',
      status: response.status,
      headers: Object.fromEntries(response.headers),
      text,
      durationMs: performance.now() - startedMs,
      body: toReceivedBody(text, () => JSON.parse(text) as unknown),
    };
  } catch (error) {
    const stall = describeStall(performance.now() - startedMs, timeoutMs);
    const why = inTime.aborted ? `not complete within ${timeoutMs} ms${stall}` : toReason(error);
    return { kind: 'no_answer', why };
  }
}
