// One call over a Unix socket: how the API of a cluster, and the inside of ours, are reached.
import { request } from 'node:http';

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

/** The objects of a big namespace are some megabytes. */
const MAX_ANSWER_BYTES = 64_000_000;

/** @throws Error where there is no whole answer in time, or it has no end */
export function callSocket({ socketPath, method, path, timeoutMs, body }: SocketCall): Promise<SocketAnswer> {
  const headers =
    body === undefined ? {} : { 'content-type': body.type, 'content-length': Buffer.byteLength(body.text) };
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        chunks.push(chunk);
        if (bytes > MAX_ANSWER_BYTES)
          sent.destroy(new Error(`an answer of more than ${MAX_ANSWER_BYTES} bytes`));
      });
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    // Of the whole: what comes a byte at a time is no answer either.
    const late = setTimeout(
      () => sent.destroy(new Error(`no whole answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
    sent.on('close', () => {
      clearTimeout(late);
      reject(new Error('the connection was closed'));
    });
    sent.on('error', reject).end(body?.text);
  });
}
