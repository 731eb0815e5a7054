// HTTP under the Toxiproxy client: the client's own transport has no deadline and drops the text of an error answer.
import { readTextUpTo } from '../http/body.ts';
import { callDirectly } from '../http/call.ts';

/** A proxy and its toxics are some hundred bytes. */
const MAX_ANSWER_BYTES = 8_000_000;

/** A control call that did not do what it was asked. `status` is there when an HTTP answer was. */
export class ToxiproxyError extends Error {
  override readonly name = 'ToxiproxyError';
  readonly status: number | undefined;
  constructor(message: string, options: { readonly status?: number; readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.status = options.status;
  }
}

/**
 * The calls that toxiproxy-node-client makes, and those that it does not know, each ended by a deadline that covers the whole answer.
 * Connections are not kept: one to a server that was killed or frozen since would fail the next call.
 * They reject with a ToxiproxyError that names the call, the URL, the status and the remedy.
 */
export function createDeadlineApi(deadlineMs: number) {
  async function request(method: string, url: string, body?: unknown): Promise<string> {
    const what = `${method} ${url}`;
    const init = {
      method,
      headers: { connection: 'close', 'content-type': 'application/json' },
      signal: AbortSignal.timeout(deadlineMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    let status: number;
    let text: string;
    try {
      const response = await callDirectly(url, init);
      status = response.status;
      text = await readTextUpTo(response, MAX_ANSWER_BYTES);
    } catch (cause) {
      throw new ToxiproxyError(toFailure(what, cause, deadlineMs), { cause });
    }
    if (status < 400) return text;
    throw new ToxiproxyError(
      `Toxiproxy answered ${status} to ${what}${toDetail(text)}; ${toRemedy(status)}.`,
      {
        status,
      },
    );
  }

  async function requestJson<T>(method: string, url: string, body?: unknown): Promise<{ data: T }> {
    const text = await request(method, url, body);
    try {
      return { data: JSON.parse(text) as T };
    } catch (cause) {
      throw new ToxiproxyError(
        `What answered ${method} ${url} is no Toxiproxy (no JSON); correct TOXIPROXY_API_URL.`,
        { cause },
      );
    }
  }

  return {
    get: <T>(url: string) => requestJson<T>('GET', url),
    patch: <T>(url: string, body: unknown) => requestJson<T>('PATCH', url, body),
    post: <T>(url: string, body?: unknown) => requestJson<T>('POST', url, body),
    delete: async (url: string) => void (await request('DELETE', url)),
    getText: (url: string) => request('GET', url),
  };
}

function toFailure(what: string, cause: unknown, deadlineMs: number): string {
  const error = cause instanceof Error ? cause : new Error(String(cause));
  if (error.name === 'TimeoutError') {
    // Removing a toxic waits for every connection through it, and holds up all other calls (toxiproxy#558).
    return `Toxiproxy did not answer ${what} within ${deadlineMs} ms; it hangs and has to be restarted.`;
  }
  const reason = error.cause instanceof Error ? error.cause.message : error.message;
  return `Toxiproxy cannot be reached for ${what} (${reason}); start it there or correct TOXIPROXY_API_URL.`;
}

function toDetail(text: string): string {
  const [, error] = /"error":\s*("(?:[^"\\]|\\.)*")/.exec(text) ?? [];
  return error ? ` (${JSON.parse(error)})` : '';
}

function toRemedy(status: number): string {
  switch (status) {
    case 404:
      return 'check that the proxy exists there, and that Toxiproxy was started with -proxy-metrics if /metrics is asked for';
    case 409:
      return 'remove the one that is there, or wait for the run that put it there';
    case 503:
      return 'it hangs and has to be restarted';
    default:
      return 'its log says more';
  }
}
