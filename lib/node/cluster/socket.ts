// One call over a Unix socket: how the API of a cluster, and the inside of ours, are reached.
import { request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface SocketCall {
  readonly socketPath: string;
  readonly method: string;
  readonly path: string;
  readonly timeoutMs: number;
  /** Sent as it is; nothing where left out. */
  readonly body?: { readonly type: string; readonly text: string };
}

export interface SocketAnswer {
  readonly status: number;
  readonly text: string;
}

/** @throws Error where nobody answers in time */
export function callSocket({ socketPath, method, path, timeoutMs, body }: SocketCall): Promise<SocketAnswer> {
  const headers =
    body === undefined ? {} : { 'content-type': body.type, 'content-length': Buffer.byteLength(body.text) };
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, method, path, headers, timeout: timeoutMs }, (response) => {
      text(response).then((said) => resolve({ status: response.statusCode ?? 0, text: said }), reject);
    });
    sent.on('timeout', () => sent.destroy(new Error(`no answer within ${timeoutMs} ms`)));
    sent.on('error', reject).end(body?.text);
  });
}
