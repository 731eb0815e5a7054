// The feed's routes: the page, the stream, and how the feed is doing.
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie, setCookie } from 'hono/cookie';
import { isLoopback } from '../../core/options/address.ts';
import type { LiveOptions } from '../../core/options/live-options.ts';
import { OptionError } from '../../core/options/option-error.ts';
import { COOKIE_NAME, createAccess } from './access.ts';
import { STREAM_HEADERS } from './client.ts';
import type { Feed } from './feed.ts';
import { LOGGED_IN, LOGIN_FORM } from './login-pages.ts';
import { createFeedMetrics } from './metrics.ts';

export interface LiveServer {
  /** Where it listens, like `http://127.0.0.1:8001`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Each holds a socket; the usual bound of open files is 1024 and more. */
const MAX_CLIENTS = 2_000;
const MAX_FORM_BYTES = 16_384;
const COOKIE_DAYS = 7;
const CLOSE_MS = 500;

type LiveContext = Context<{ Bindings: HttpBindings }>;

/** The app. `readPage`: the page at `/`; `maxClients` is for tests. */
export function createLiveApp(
  feed: Feed,
  options: Pick<LiveOptions, 'token'> & {
    readonly readPage: () => Promise<string>;
    readonly maxClients?: number;
  },
) {
  const access = createAccess(options.token);
  const metrics = createFeedMetrics(feed.state);
  const startedMs = performance.now();
  const app = new Hono<{ Bindings: HttpBindings }>();

  app.use(async (c, next) => {
    await next();
    // Its headers are out already.
    if (c.req.path === '/sse') return;
    c.header('x-content-type-options', 'nosniff');
    c.header('referrer-policy', 'no-referrer');
    c.header('cache-control', 'no-store');
    c.header(
      'content-security-policy',
      "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
  });
  // Whoever sends this has shown no token yet; no route takes more than a login form.
  app.use(
    bodyLimit({ maxSize: MAX_FORM_BYTES, onError: (c) => c.html(LOGIN_FORM, 413, { connection: 'close' }) }),
  );

  app.get('/healthz', (c) => c.json({ status: 'ok' }));

  // Without a token everyone on this machine may read, and no web page elsewhere whose name was made to point here.
  if (options.token === undefined) {
    app.use(async (c, next) => {
      const host = new URL(c.req.url).hostname;
      if (isLoopback(host)) return next();
      return c.json({ error: 'FORBIDDEN', message: `without LIVE_TOKEN nothing is served as ${host}` }, 403);
    });
  }

  const logIn = (c: LiveContext, token: string | undefined) => {
    if (options.token === undefined) return c.redirect('./');
    if (!access.allows({ token })) return c.html(LOGIN_FORM, 401);
    setCookie(c, COOKIE_NAME, access.cookie, {
      httpOnly: true,
      sameSite: 'Strict',
      path: '/',
      maxAge: COOKIE_DAYS * 24 * 3600,
      secure: c.req.header('x-forwarded-proto') === 'https',
    });
    // Not a redirect: a browser that comes from another site would go there without the cookie.
    return c.html(LOGGED_IN);
  };
  app.get('/login', (c) => {
    const token = c.req.query('token');
    return token === undefined ? c.html(LOGIN_FORM) : logIn(c, token);
  });
  app.post('/login', async (c) => {
    const form = new URLSearchParams(await c.req.text());
    return logIn(c, form.get('token') ?? undefined);
  });

  app.use(async (c, next) => {
    const token =
      c.req.header('x-auth-token') ?? /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
    if (access.allows({ token, cookie: getCookie(c, COOKIE_NAME) })) return next();
    if (c.req.path === '/') return c.html(LOGIN_FORM, 401);
    return c.json({ error: 'UNAUTHORIZED', message: 'send X-Auth-Token, or log in at /login' }, 401);
  });

  app.get('/', async (c) => c.html(await options.readPage()));
  app.get('/sse', (c) => {
    // Whoever asks for the head alone reads no stream.
    if (c.req.method === 'HEAD') return c.body(null, 200, STREAM_HEADERS);
    if (feed.state().clients >= (options.maxClients ?? MAX_CLIENTS))
      return c.json({ error: 'TOO_MANY_CLIENTS' }, 503, { 'retry-after': '30' });
    void feed.join(c.env.outgoing as Parameters<Feed['join']>[0], c.req.header('last-event-id'));
    return RESPONSE_ALREADY_SENT;
  });
  app.get('/health', (c) => {
    const { clients, dropped, run, verdict, journal, counts } = feed.state();
    const { lines, rows, malformed, oversized, unknown, partial, renamed, truncated } = counts;
    return c.json({
      status: 'ok',
      uptime_s: Math.floor((performance.now() - startedMs) / 1000),
      run,
      verdict,
      clients,
      dropped,
      tailer_stats: {
        present: journal.present,
        problem: journal.problem,
        loaded: journal.loaded,
        generation: journal.generation,
        line: journal.line,
        pending_bytes: journal.pendingBytes,
        lines,
        rows,
        malformed_lines: malformed,
        oversized_lines: oversized,
        unknown_lines: unknown,
        partial_reads: partial,
        rotations: { renamed, truncated },
      },
    });
  });
  app.get('/metrics', async (c) =>
    c.body(await metrics.toText(), 200, { 'content-type': metrics.contentType }),
  );
  app.notFound((c) => c.json({ error: 'NOT_FOUND', message: `no route ${c.req.method} ${c.req.path}` }, 404));
  return app;
}

function toListenError(error: NodeJS.ErrnoException, { host, port }: LiveOptions): OptionError {
  switch (error.code) {
    case 'EADDRINUSE':
      return new OptionError(`port ${port} on ${host} is taken; give LIVE_PORT another, or 0 for any`);
    case 'EACCES':
      return new OptionError(`port ${port} may not be used by this user; give LIVE_PORT one above 1023`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new OptionError(`LIVE_HOST=${host} is no address of this machine; leave it out for 127.0.0.1`);
    default:
      return new OptionError(
        `cannot listen on ${host}:${port} (${error.message}); give LIVE_HOST and LIVE_PORT others`,
      );
  }
}

/**
 * Listens.
 * @throws OptionError where the port or address cannot be had
 */
export async function startLiveServer(
  feed: Feed,
  options: LiveOptions & { readonly readPage: () => Promise<string> },
): Promise<LiveServer> {
  const server = createAdaptorServer({ fetch: createLiveApp(feed, options).fetch });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(toListenError(error, options)));
    server.listen(options.port, options.host, () => resolve());
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  return {
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Who has not taken the end of the stream by then never will.
        setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), CLOSE_MS).unref();
        if ('closeIdleConnections' in server) server.closeIdleConnections();
      }),
  };
}
