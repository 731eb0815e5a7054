// The one call the service makes to the decision upstream, and what can go wrong with it.
import { Agent, request as httpRequest } from 'node:http';
import type { Lang } from '../envelopes/turn.ts';
import type { Product } from './catalog.ts';

/** What the service asks its upstream. */
export type UpstreamQuestion = {
  readonly intent: 'skin_analysis' | 'reco_products';
  readonly lang: Lang;
  readonly traceId: string;
  readonly profile: unknown;
  readonly routine: string | null;
  readonly photoIds: readonly string[];
};

/** What the service uses of the upstream's answer. */
export type UpstreamAnswer = {
  readonly candidates: readonly Product[];
  readonly notes: readonly string[];
};

/**
 * Asks the upstream; resolves to the parsed body. Rejects on anything but a 200 with JSON.
 * `shared`: on the one connection that is kept for such calls.
 */
export type CallUpstream = (
  question: UpstreamQuestion,
  signal: AbortSignal,
  shared?: boolean,
) => Promise<unknown>;

/** Thrown when the upstream answered, but not with something one can use. */
export class BadUpstreamAnswer extends Error {
  override readonly name: string = 'BadUpstreamAnswer';
}

/** Thrown when the upstream's JSON lacks what was agreed. */
export class BadUpstreamSchema extends BadUpstreamAnswer {
  override readonly name = 'BadUpstreamSchema';
}

/** What telemetry calls that failure. */
export const BAD_SCHEMA = 'BAD_SCHEMA';

// Bounds what one ill upstream can make us hold; its healthy answer is about 96 kB.
const MAX_BODY_BYTES = 4_000_000;

/**
 * Makes the real caller: `POST <baseUrl>/api/chat` over node:http.
 * By default every call opens a NEW connection (`keepAlive: false`): Toxiproxy draws its toxics per connection, so a pooled one
 * would either escape them for hours or be ill for hours. With one connection per call, each call meets the draw.
 * @param connections kept and shared by all calls, as real services do; 0: none is kept
 */
export function createHttpUpstreamCall(baseUrl: string, connections = 0): CallUpstream {
  const url = new URL('/api/chat', baseUrl);
  const agent = new Agent(
    connections > 0 ? { keepAlive: true, maxSockets: connections } : { keepAlive: false },
  );
  const one = new Agent({ keepAlive: true, maxSockets: 1 });
  return (question, signal, shared = false) =>
    new Promise((resolve, reject) => {
      const body = JSON.stringify(question);
      const headers = {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'x-trace-id': question.traceId,
        // The agent would ask the upstream to close: with Toxiproxy's `timeout` in between, the upstream's close comes
        // through where its answer does not, and a hang turns into a quick reset. So it is this side that closes.
        connection: 'keep-alive',
      };
      const call = httpRequest(
        url,
        { method: 'POST', agent: shared ? one : agent, headers, signal },
        (response) => {
          const chunks: Buffer[] = [];
          let receivedBytes = 0;
          response.on('data', (chunk: Buffer) => {
            receivedBytes += chunk.length;
            if (receivedBytes > MAX_BODY_BYTES) {
              call.destroy(new BadUpstreamAnswer(`upstream body is over ${MAX_BODY_BYTES} bytes`));
              return;
            }
            chunks.push(chunk);
          });
          response.on('error', reject);
          response.on('end', () => {
            if (response.statusCode !== 200) {
              reject(new BadUpstreamAnswer(`upstream answered ${response.statusCode}`));
              return;
            }
            try {
              resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')));
            } catch (cause) {
              reject(new BadUpstreamAnswer('upstream body is not JSON', { cause }));
            }
          });
        },
      );
      call.on('error', reject);
      call.end(body);
    });
}

/** Reads the upstream's body; throws `BadUpstreamSchema` where the parts the service needs are not there. */
export function parseUpstreamAnswer(body: unknown): UpstreamAnswer {
  if (typeof body !== 'object' || body === null)
    throw new BadUpstreamSchema('upstream body is not an object');
  const { candidates, notes } = body as { candidates?: unknown; notes?: unknown };
  if (!Array.isArray(candidates)) throw new BadUpstreamSchema('upstream body has no list of candidates');
  return {
    candidates: candidates.filter(isRenderable),
    notes: Array.isArray(notes) ? notes.filter((note) => typeof note === 'string') : [],
  };
}

/** A product without a name cannot be shown, and one without ingredients cannot be judged for who may see it. */
function isRenderable(candidate: unknown): candidate is Product {
  if (typeof candidate !== 'object' || candidate === null) return false;
  const { name, ingredients } = candidate as { name?: unknown; ingredients?: unknown };
  return typeof name === 'string' && name.trim() !== '' && Array.isArray(ingredients);
}
