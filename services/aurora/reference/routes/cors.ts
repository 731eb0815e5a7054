// CORS: which web pages may call the service. A page asks first (preflight) and is refused by the absence of a header.
import type { Context, MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';

/** The front end's own origin, which the service always allows. */
export const DEFAULT_ALLOWED_ORIGINS: readonly string[] = ['https://aurora.pivota.cc'];

const EXPOSED = ['x-aurora-build', 'x-aurora-variant', 'x-aurora-bucket', 'x-aurora-policy-version'];

/** Reads a list of origins like `https://a.example,https://b.example`; the default for undefined. */
export function parseAllowedOrigins(text: string | undefined): readonly string[] {
  if (text === undefined) return DEFAULT_ALLOWED_ORIGINS;
  return text
    .split(',')
    .map((origin) => origin.trim())
    .filter((origin) => origin !== '');
}

/** Answers preflights and names the origin on every answer where it is allowed; `refuses` is asked on each call. */
export function createCors(allowed: readonly string[], refuses: (c: Context) => boolean): MiddlewareHandler {
  return cors({
    origin: (origin, c) => (allowed.includes(origin) && !refuses(c) ? origin : null),
    allowMethods: ['GET', 'POST', 'OPTIONS'],
    exposeHeaders: EXPOSED,
    maxAge: 600,
  });
}
