// The decision upstream as a Hono app: the second process, so that chaos can be put between the two.
import { Hono } from 'hono';
import { Counter, collectDefaultMetrics, Registry } from 'prom-client';
import type { Lang } from '../envelopes/turn.ts';
import { CATALOG } from './catalog.ts';

/** How the upstream behaves: as it should, never answering, or answering with no candidates. */
export type UpstreamMode = 'healthy' | 'hang' | 'empty';

/** The modes there are. */
export const UPSTREAM_MODES: readonly UpstreamMode[] = ['healthy', 'hang', 'empty'];

/** How the upstream is set up. */
export type UpstreamOptions = {
  /** @default 'healthy' */
  readonly mode?: UpstreamMode;
  /** The least time an answer takes, milliseconds. @default 20 */
  readonly delayMs?: number;
  /** What the seeded draw adds at most, milliseconds. @default 20 */
  readonly jitterMs?: number;
  /** Makes the delays repeatable. @default 1 */
  readonly seed?: number;
  /** Size of an answer in bytes. @default 96000 */
  readonly bodyBytes?: number;
  /** @default false */
  readonly processMetrics?: boolean;
};

// At the 256 KB/s of the bandwidth toxic an answer of this size takes about 375 ms: enough to be seen.
const DEFAULT_BODY_BYTES = 96_000;

const NOTES: Readonly<Record<Lang, readonly string[]>> = {
  EN: ['Taken together, oil is the louder signal and the barrier holds.'],
  CN: ['综合来看，出油是主要信号，屏障状态稳定。'],
};

/** A seeded draw in 0..1 (mulberry32): the same seed gives the same delays. */
export function createDraw(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

// ASCII alone, as many services send it: the reader decodes and parses it at a fifth of the cost of mixed text.
function toAsciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function createBody(lang: Lang, mode: 'healthy' | 'empty', bodyBytes: number): Uint8Array<ArrayBuffer> {
  const answer = {
    ok: true,
    notes: NOTES[lang],
    candidates: mode === 'empty' ? [] : CATALOG[lang],
    trace: '',
  };
  const paddingBytes = Math.max(0, bodyBytes - toAsciiJson(answer).length);
  return new Uint8Array(Buffer.from(toAsciiJson({ ...answer, trace: '.'.repeat(paddingBytes) })));
}

/** Makes the upstream. Its bodies are built once; a call costs a timer and a write. */
export function createUpstream(options: UpstreamOptions = {}): Hono {
  const { delayMs = 20, jitterMs = 20, bodyBytes = DEFAULT_BODY_BYTES } = options;
  const draw = createDraw(options.seed ?? 1);
  let mode = options.mode ?? 'healthy';
  const bodies = new Map(
    (['EN', 'CN'] as const).flatMap((lang) =>
      (['healthy', 'empty'] as const).map(
        (of) => [`${lang}.${of}`, createBody(lang, of, bodyBytes)] as const,
      ),
    ),
  );
  const registry = new Registry();
  if (options.processMetrics) collectDefaultMetrics({ register: registry });
  const received = new Counter({
    name: 'aurora_decision_requests_total',
    help: 'Questions that reached the decision upstream.',
    labelNames: ['mode'],
    registers: [registry],
  });
  received.inc({ mode }, 0);

  const app = new Hono();
  app.post('/api/chat', async (c) => {
    received.inc({ mode });
    const question = await c.req.json<{ lang?: unknown }>().catch(() => ({ lang: undefined }));
    if (mode === 'hang') {
      const { signal } = c.req.raw;
      // Forgotten with its socket: the caller's budget ends the wait.
      if (!signal.aborted) {
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      }
      return c.body(null, 504);
    }
    const body = bodies.get(`${question.lang === 'CN' ? 'CN' : 'EN'}.${mode}`) ?? '{}';
    await new Promise((resolve) => setTimeout(resolve, delayMs + draw() * jitterMs));
    return c.body(body, 200, { 'content-type': 'application/json; charset=utf-8' });
  });
  app.get('/healthz', (c) => c.json({ ok: true, mode }));
  app.get('/metrics', async (c) =>
    c.body(await registry.metrics(), 200, { 'content-type': registry.contentType }),
  );
  app.get('/__mode', (c) => c.text(mode));
  app.put('/__mode', async (c) => {
    const text = (await c.req.text()).trim();
    const next = UPSTREAM_MODES.find((known) => known === text);
    if (next === undefined)
      return c.text(`the mode "${text}" is not known; choose ${UPSTREAM_MODES.join(', ')}.`, 400);
    mode = next;
    return c.text(mode);
  });
  app.notFound((c) => c.json({ error: 'NOT_FOUND' }, 404));
  return app;
}
