// One call of a smoke, bounded in time and in bytes.
import { toReceivedBody } from '../../../services/aurora/answer/invariants.ts';
import type { SmokeAnswer } from '../../core/smoke/answer.ts';
import type { Call } from '../../core/smoke/flow.ts';
import { type Person, toCallHeaders } from '../../core/smoke/play.ts';
import { fetchAddress } from '../http/address.ts';
import { readTextUpTo } from '../http/body.ts';
import { toReason } from '../http/fetch-failure.ts';

/** More than any answer of the service. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

export interface Sender {
  readonly base: string;
  readonly timeoutMs: number;
  readonly photo: Uint8Array<ArrayBuffer>;
  /** Ends calls early. */
  readonly stop: AbortSignal;
}

function toBody(call: Call, photo: Sender['photo']): string | FormData | undefined {
  if (call.sendsPhoto !== true) return call.json === undefined ? undefined : JSON.stringify(call.json);
  const form = new FormData();
  form.set('slot_id', 'daylight');
  form.set('consent', 'true');
  form.set('photo', new Blob([photo], { type: 'image/jpeg' }), 'daylight.jpg');
  return form;
}

/** Makes one call. Whatever goes wrong is no answer, and says why; it never throws. */
export async function sendCall(sender: Sender, call: Call, person: Person): Promise<SmokeAnswer> {
  const inTime = AbortSignal.timeout(sender.timeoutMs);
  const body = toBody(call, sender.photo);
  try {
    const response = await fetchAddress(`${sender.base}${call.path}`, {
      method: call.method,
      redirect: 'manual',
      signal: AbortSignal.any([inTime, sender.stop]),
      headers: toCallHeaders(call, person),
      ...(body === undefined ? {} : { body }),
    });
    const text = await readTextUpTo(response, MAX_BODY_BYTES);
    return {
      kind: 'answer',
      status: response.status,
      headers: Object.fromEntries(response.headers),
      text,
      body: toReceivedBody(text, () => JSON.parse(text) as unknown),
    };
  } catch (error) {
    const why = inTime.aborted ? `not complete within ${sender.timeoutMs} ms` : toReason(error);
    return { kind: 'no_answer', why };
  }
}
