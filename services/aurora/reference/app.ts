// The reference BFF as a Hono app: its routes, testable without a socket by `app.request()`.
import { randomUUID } from 'node:crypto';
import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { HandlerFault } from './defects/defect.ts';
import { applyDefects, createSwitchboard } from './defects/switchboard.ts';
import type { Spoken } from './envelopes/renderers.ts';
import { createExchange, type Handler } from './exchange.ts';
import { createMemory } from './memory.ts';
import { type BffMetrics, createBffMetrics } from './metrics.ts';
import { answerAnalysis } from './routes/analysis.ts';
import { answerChat } from './routes/chat.ts';
import type { ConversationRoute, ConversationServices } from './routes/conversation.ts';
import { createCors, DEFAULT_ALLOWED_ORIGINS } from './routes/cors.ts';
import { answerEvents } from './routes/events.ts';
import { answerDbHealth } from './routes/health.ts';
import { answerPhoto } from './routes/photo.ts';
import { answerProductPage } from './routes/product-page.ts';
import { answerBootstrap, answerProfile } from './routes/profile.ts';
import { createPrefetch } from './shop/prefetch.ts';
import { createProductPages } from './shop/product-pages.ts';
import { createAskUpstream } from './upstream/ask-upstream.ts';
import { clampBudgetMs, DEFAULT_ANALYSIS_BUDGET_MS, DEFAULT_RECO_BUDGET_MS } from './upstream/budget.ts';
import type { CallUpstream } from './upstream/upstream-call.ts';

/** How the service is set up. */
export type BffOptions = {
  readonly callUpstream: CallUpstream;
  /** Milliseconds, raised to at least 1000. @default 12000 */
  readonly analysisBudgetMs?: number;
  /** Milliseconds, raised to at least 1000. @default 9000 */
  readonly recoBudgetMs?: number;
  /** Opens the ops routes; without it they are 404. */
  readonly adminKey?: string | undefined;
  /** What `/healthz/db` says. @default true */
  readonly dbReady?: boolean;
  /** How many users are remembered, and as many photos. @default 10000 */
  readonly maxUsers?: number;
  /** How many parts of product pages are cached. @default 2000 */
  readonly maxPageParts?: number;
  /** Share of users on the new variant, 0..100. @default 50 */
  readonly rolloutPercent?: number;
  /** Web pages that may call the service. @default the front end's own */
  readonly allowedOrigins?: readonly string[];
  /** What it answers in: the envelope of the runbook, or ChatCards v1 in the chat. @default 'aurora' */
  readonly envelope?: Spoken;
  /** Defects to start with, as in docs/add-a-defect.md. */
  readonly defects?: string;
  /** Whether `/metrics` also tells CPU, heap and event loop lag of the process. @default false */
  readonly processMetrics?: boolean;
  /** The clock, epoch milliseconds. */
  readonly now?: () => number;
  /** Where request and trace ids come from. */
  readonly createId?: () => string;
};

/** The app type, for callers that pass their own bindings. */
export type Bff = Hono<{ Bindings: Partial<HttpBindings> }>;

const MAX_JSON_BYTES = 1_000_000;
const MAX_PHOTO_BYTES = 12_000_000;

/** Makes the service. Throws what `parseDefects` throws where `defects` cannot be read. */
export function createBff(options: BffOptions): Bff {
  const now = options.now ?? Date.now;
  const startedAt = new Date(now()).toISOString();
  const dbReady = options.dbReady ?? true;
  const metrics = createBffMetrics({ processMetrics: options.processMetrics ?? false });
  const memory = createMemory(options.maxUsers ?? 10_000);
  const spoken = options.envelope ?? 'aurora';
  const switchboard = createSwitchboard(options.defects ?? '', now, spoken);
  const pages = createProductPages({
    maxEntries: options.maxPageParts ?? 2_000,
    ttlMs: 600_000,
    now,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  });
  const prefetch = createPrefetch(pages);
  const services: ConversationServices = {
    memory,
    metrics,
    askUpstream: createAskUpstream({ callUpstream: options.callUpstream, metrics }),
    analysisBudgetMs: clampBudgetMs(options.analysisBudgetMs ?? DEFAULT_ANALYSIS_BUDGET_MS),
    recoBudgetMs: clampBudgetMs(options.recoBudgetMs ?? DEFAULT_RECO_BUDGET_MS),
    rolloutPercent: options.rolloutPercent ?? 50,
    dbReady,
  };
  const answer = createExchange({
    spoken,
    switchboard,
    metrics,
    now,
    createId: options.createId ?? randomUUID,
    keepUser: memory.keepUser,
  });

  const app: Bff = new Hono();
  app.use(async (c, next) => {
    c.header('x-aurora-build', `started-${startedAt}`);
    await next();
  });
  const drawFault = (c: Context, asked: HandlerFault): boolean => {
    const call = { route: c.req.path, lang: 'EN', upstreamFailing: false } as const;
    const faults = switchboard.select({ ...call, header: (name) => c.req.header(name) }, 'handler');
    const act = ({ fault }: { readonly fault: string }) => (fault === asked ? true : undefined);
    return applyDefects(faults, false, act, metrics.countDefect);
  };
  const refusesOrigin = (c: Context) => drawFault(c, 'refuse_origins');
  app.use('/v1/*', createCors(options.allowedOrigins ?? DEFAULT_ALLOWED_ORIGINS, refusesOrigin));
  const limit = (maxSize: number): MiddlewareHandler => {
    const onError = (c: Context) => c.json({ error: 'PAYLOAD_TOO_LARGE' }, 413);
    const countBytes = bodyLimit({ maxSize, onError });
    return async (c, next) => {
      const length = c.req.header('content-length');
      // Hono's own check opens the body as a web stream, at a tenth of an answer's cost: only where no length is given.
      if (length === undefined) return countBytes(c, next);
      return Number(length) > maxSize ? onError(c) : next();
    };
  };

  const post = (path: string, handle: Handler, { needsUid = true } = {}): void => {
    app.post(path, limit(MAX_JSON_BYTES), (c) => answer(c, { reads: 'json', needsUid }, handle));
  };
  const get = (path: string, handle: Handler, { needsUid = false } = {}): void => {
    app.get(path, (c) => answer(c, { reads: 'nothing', needsUid }, handle));
  };
  const bind =
    (route: ConversationRoute): Handler =>
    (exchange) =>
      route(services, exchange);
  post('/v1/profile/update', bind(answerProfile));
  post('/v1/analysis/skin', bind(answerAnalysis));
  post('/v1/chat', bind(answerChat));
  get('/v1/session/bootstrap', bind(answerBootstrap), { needsUid: true });
  app.post('/v1/photos/upload', limit(MAX_PHOTO_BYTES), (c) =>
    answer(c, { reads: 'form', needsUid: true }, bind(answerPhoto)),
  );
  post('/v1/events', answerEvents, { needsUid: false });

  post('/agent/shop/v1/invoke', (exchange) => answerProductPage(pages, exchange), { needsUid: false });

  const adminKey = options.adminKey === '' ? undefined : options.adminKey;
  app.use('/v1/ops/*', async (c, next) => {
    if (adminKey === undefined) return c.json({ ok: false, error: 'NOT_FOUND' }, 404);
    if (c.req.header('x-aurora-admin-key') !== adminKey)
      return c.json({ ok: false, error: 'FORBIDDEN' }, 403);
    return next();
  });
  get('/v1/ops/pdp-prefetch/state', () => ({ status: 200, body: { ok: true, data: prefetch.state() } }));
  post(
    '/v1/ops/pdp-prefetch/run',
    async ({ body, drawFault }) => {
      const reason = typeof body.reason === 'string' && body.reason !== '' ? body.reason : 'manual';
      return {
        status: 200,
        body: await prefetch.run(reason, drawFault('fail_prefetch') ? 'failed' : 'ok', now()),
      };
    },
    { needsUid: false },
  );

  const version = {
    service: 'aurora-reference-bff',
    build_id: `started-${startedAt}`,
    started_at: startedAt,
  };
  get('/healthz', () => ({ status: 200, body: { ok: true, version, users: memory.userCount() } }));
  get('/healthz/db', (exchange) => answerDbHealth(dbReady, exchange));
  let replica: BffMetrics | undefined;
  let pagesShown = 0;
  app.get('/metrics', async (c) => {
    let shown = metrics;
    if (pagesShown++ % 2 === 1 && drawFault(c, 'show_replica'))
      shown = replica ??= createBffMetrics({ processMetrics: options.processMetrics ?? false });
    return c.body(await shown.toText(), 200, { 'content-type': shown.contentType });
  });

  app.get('/__defects', (c) => c.text(switchboard.spec()));
  app.put('/__defects', async (c) => {
    try {
      switchboard.set(await c.req.text());
    } catch (error) {
      return c.text(error instanceof Error ? error.message : String(error), 400);
    }
    return c.text(switchboard.spec());
  });

  app.notFound((c) => c.json({ error: 'NOT_FOUND', message: `no route ${c.req.method} ${c.req.path}` }, 404));
  app.onError((error, c) => {
    console.error(`bff: ${error.stack ?? error.message}`);
    return c.json({ error: 'INTERNAL' }, 500);
  });
  return app;
}
