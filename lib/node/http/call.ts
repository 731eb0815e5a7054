// Every call over HTTP that we make ourselves. Not Node's own fetch: through which proxy that goes, its version and its switches decide
// (none in Node 20; NODE_USE_ENV_PROXY later, and then to this machine too).
import type { BodyInit, Dispatcher } from 'undici';
import { redactText } from '../../core/text/redact.ts';
import { findProxy } from './proxy.ts';

/** What a call says. */
export interface CallInit {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | FormData;
  readonly redirect?: 'follow' | 'manual' | 'error';
  readonly signal?: AbortSignal;
}

/** Loaded by the first call: a command that makes none starts without its hundred files. */
const loadUndici = () => import('undici');
let direct: Dispatcher | undefined;
const proxies = new Map<string, Dispatcher>();

async function toDirect(): Promise<Dispatcher> {
  const { Agent } = await loadUndici();
  direct ??= new Agent();
  return direct;
}

/** Of a proxy as of a service, plain HTTP is asked for by its whole address, as Go does; TLS goes through a tunnel. */
async function toDispatcher(proxy: string | undefined): Promise<Dispatcher> {
  if (proxy === undefined) return toDirect();
  const { ProxyAgent } = await loadUndici();
  const known = proxies.get(proxy) ?? new ProxyAgent({ uri: proxy, proxyTunnel: false });
  proxies.set(proxy, known);
  return known;
}

/** `fetch`, through the proxy that k6 would take for that address. It throws what fetch throws, and names the proxy where there is one. */
export async function call(url: string, init: CallInit = {}): Promise<Response> {
  const proxy = findProxy(url, process.env);
  try {
    return await sendThrough(await toDispatcher(proxy), url, init);
  } catch (error) {
    if (proxy === undefined || init.signal?.aborted) throw error;
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const said = cause instanceof Error ? cause.message : String(cause);
    // Go's word for it.
    throw new TypeError('fetch failed', {
      cause: new Error(`proxyconnect to ${redactText(proxy)}: ${said}`, { cause }),
    });
  }
}

/** `fetch` without any proxy: for what controls a run. It throws what fetch throws. */
export async function callDirectly(url: string, init: CallInit = {}): Promise<Response> {
  return sendThrough(await toDirect(), url, init);
}

async function sendThrough(dispatcher: Dispatcher, url: string, init: CallInit): Promise<Response> {
  const { body, headers, ...rest } = init;
  // A form of Node's is none of undici's.
  const form = body instanceof FormData ? new Response(body) : undefined;
  const contentType = form?.headers.get('content-type');
  const sent: BodyInit | undefined = form
    ? await form.arrayBuffer()
    : (body as string | Uint8Array<ArrayBuffer> | undefined);
  const { fetch: send } = await loadUndici();
  const answer = await send(url, {
    ...rest,
    headers: { ...headers, ...(contentType ? { 'content-type': contentType } : {}) },
    ...(sent === undefined ? {} : { body: sent }),
    dispatcher,
  });
  // The same by the standard; the types of the two are not each other's.
  return answer as unknown as Response;
}
