// The effects that need the socket: resetting, hanging, dripping and cutting an answer.
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { EffectOf, RawAnswer } from './defect.ts';

const DRIP_STEPS = 10;

type Outgoing = HttpBindings['outgoing'];

function writeHead(outgoing: Outgoing, answer: RawAnswer, body: Buffer): void {
  outgoing.writeHead(answer.status, { ...answer.headers, 'content-length': body.length });
}

/** Resolves when the caller is gone or the answer is out, so that a hung call is forgotten with its socket. */
function untilClosed(outgoing: Outgoing): Promise<void> {
  return new Promise((resolve) => {
    outgoing.once('close', resolve);
    if (outgoing.closed) resolve();
  });
}

function dripBody(outgoing: Outgoing, answer: RawAnswer, body: Buffer, ms: number): void {
  writeHead(outgoing, answer, body);
  const stepBytes = Math.max(1, Math.ceil(body.length / DRIP_STEPS));
  let sentBytes = 0;
  const timer = setInterval(() => {
    outgoing.write(body.subarray(sentBytes, sentBytes + stepBytes));
    sentBytes += stepBytes;
    if (sentBytes < body.length) return;
    clearInterval(timer);
    outgoing.end();
  }, ms / DRIP_STEPS);
  outgoing.once('close', () => clearInterval(timer));
}

/**
 * Misbehaves on the socket of a call.
 * Throws where there is no socket, as in `app.request()` without bindings.
 */
export async function runTransport(
  { incoming, outgoing }: Partial<HttpBindings>,
  effect: EffectOf<'transport'>,
  answer: RawAnswer,
): Promise<Response> {
  if (incoming === undefined || outgoing === undefined)
    throw new Error(`the defect "${effect.way}" needs a real socket`);
  const body = Buffer.from(answer.body);
  switch (effect.way) {
    case 'reset':
      incoming.socket.resetAndDestroy();
      break;
    case 'cut':
      writeHead(outgoing, answer, body);
      outgoing.write(body.subarray(0, body.length >> 1), () => incoming.socket.destroy());
      await untilClosed(outgoing);
      break;
    case 'drip':
      dripBody(outgoing, answer, body, effect.ms);
      await untilClosed(outgoing);
      break;
    case 'hang':
      await untilClosed(outgoing);
      break;
  }
  return RESPONSE_ALREADY_SENT;
}
