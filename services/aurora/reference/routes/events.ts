// POST /v1/events: telemetry of the front end, taken as a whole batch or refused as a whole.
import type { Reply } from '../envelopes/turn.ts';
import type { Exchange } from '../exchange.ts';
import { assessEventBatch } from '../requests.ts';

/** 204 without a body for a good batch, 400 with what is wrong for any other. */
export function answerEvents({ body, drawFault }: Exchange): Reply {
  const problems = assessEventBatch(body);
  const refuses = problems.length > 0 ? !drawFault('take_any_events') : drawFault('refuse_events');
  return refuses
    ? { status: 400, body: { error: 'INVALID_REQUEST', details: problems } }
    : { status: 204, body: undefined };
}
