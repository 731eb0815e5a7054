// The routes of the decision server.
import { timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { streamSSE } from 'hono/streaming';
import { isLoopback } from '../../lib/core/options/address.ts';
import { toMessage } from '../../lib/core/text/message.ts';
import type { GuardTallies } from '../measure/guard-tallies.ts';
import type { Journal } from './journal.ts';
import type { DecisionMetrics } from './metrics.ts';
import { createPermits } from './permits.ts';
import { parseOverride, parsePermitQuestion, parseQuestion, QuestionError } from './questions.ts';
import type { Decided, Watch } from './watch.ts';

const MAX_BODY_BYTES = 8_192;
const MAX_READERS = 100;
/** A reader that hears nothing for so long takes the connection for dead. */
const BEAT_MS = 10_000;

export interface AppOptions {
  /** What whoever overrides must show; undefined: whoever is on this machine may. */
  readonly token: string | undefined;
  /** Whether only this machine can reach it. */
  readonly isLocal: boolean;
}

const isSame = (shown: string, right: string) =>
  shown.length === right.length && timingSafeEqual(Buffer.from(shown), Buffer.from(right));

/** Decisions are for everyone who can reach the server; overriding one is not. */
export function createDecisionApp(
  watch: Watch,
  journal: Journal,
  metrics: DecisionMetrics,
  tallies: GuardTallies,
  { token, isLocal }: AppOptions,
  now: () => number = Date.now,
) {
  const app = new Hono();
  const permits = createPermits(watch, tallies, now);
  let readers = 0;
  app.use(async (c, next) => {
    await next();
    c.header('cache-control', 'no-store');
    c.header('x-content-type-options', 'nosniff');
  });
  app.use(
    bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (c) => c.json({ error: 'the body is too long' }, 413) }),
  );
  app.onError((error, c) => {
    if (error instanceof QuestionError) return c.json({ error: error.message }, 400);
    if (error instanceof RangeError) return c.json({ error: error.message }, 409);
    return c.json({ error: toMessage(error) }, 500);
  });
  app.notFound((c) => c.json({ error: `there is no ${c.req.method} ${c.req.path}` }, 404));

  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.get('/metrics', async (c) =>
    c.body(await metrics.toText(), 200, { 'content-type': metrics.contentType }),
  );
  app.get('/v1/decision', async (c) => c.json(await watch.ask(parseQuestion((name) => c.req.query(name)))));
  app.get('/v1/permit', (c) => c.json(permits.ask(parsePermitQuestion((name) => c.req.query(name)))));
  app.get('/v1/rollouts', (c) => c.json({ rollouts: watch.decisions() }));
  app.get('/v1/decisions', (c) => c.json({ decisions: journal.rows() }));
  app.get('/v1/events', (c) => {
    if (readers >= MAX_READERS) return c.json({ error: `${MAX_READERS} readers are there already` }, 503);
    return streamSSE(c, async (stream) => {
      const news: Decided[] = [...watch.decisions()];
      let wake = () => {};
      const end = watch.subscribe((decided) => {
        news.push(decided);
        wake();
      });
      readers += 1;
      stream.onAbort(() => wake());
      try {
        while (!stream.aborted && !stream.closed) {
          for (const decided of news.splice(0))
            await stream.writeSSE({ event: 'decision', data: JSON.stringify(decided) });
          await new Promise<void>((resolve) => {
            const beat = setTimeout(resolve, BEAT_MS);
            wake = () => {
              clearTimeout(beat);
              resolve();
            };
            // What came while the last one was written.
            if (news.length > 0 || stream.aborted) wake();
          });
          if (news.length === 0 && !stream.aborted) await stream.write(': still here\n\n');
        }
      } finally {
        readers -= 1;
        end();
      }
    });
  });

  app.post('/v1/override', async (c) => {
    const shown = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
    if (token === undefined) {
      // Nor may a web page elsewhere whose name was made to point here, or that sends a form.
      const isHere = isLocal && isLoopback(new URL(c.req.url).hostname);
      const isJson = c.req.header('content-type')?.startsWith('application/json') === true;
      if (!isHere || !isJson)
        return c.json(
          { error: 'without ROLLOUT_TOKEN only JSON from this machine overrides a decision' },
          403,
        );
    } else if (!isSame(shown, token)) return c.json({ error: 'send the token as a bearer' }, 401);
    const body = await c.req.json().catch(() => undefined);
    const { namespace, rollout, override } = parseOverride(body, Date.now());
    return c.json(await watch.override({ namespace, rollout }, override));
  });
  return app;
}
