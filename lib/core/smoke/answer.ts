// What a call of a smoke came back with.
import type { ReceivedBody } from '../answer/received-body.ts';
import { type Json, toObject } from '../text/json.ts';

/** An answer that was received. Header names are in lower case. */
export interface Received {
  readonly kind: 'answer';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ReceivedBody;
  /** The body as text, '' for none. */
  readonly text: string;
  /** From the call to the last byte, in ms; left out where nobody took it. */
  readonly durationMs?: number;
}
/** What a call came to; `why` is the client's own error. */
export type SmokeAnswer = Received | { readonly kind: 'no_answer'; readonly why: string };

/** The root of a JSON body; an empty object for anything else. */
export const readRoot = ({ body }: Received): Json => ('json' in body ? toObject(body.json) : {});
