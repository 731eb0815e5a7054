// A proxy before a real server, which spoils single calls: what no real server can be made to do.
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

interface Spoilt {
  /** Answers instead of the server. */
  readonly answer?: { readonly status: number; readonly body: string };
  /** Sent on instead of what was sent. */
  readonly body?: string;
}

/**
 * Hands every call on to `target`, but for what `spoil` has done to it.
 * @param spoil undefined leaves a call as it is
 */
export async function startHttpProxy(
  target: string,
  spoil: (request: IncomingMessage, body: string) => Spoilt | undefined,
): Promise<{ readonly url: string } & AsyncDisposable> {
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const spoilt = spoil(request, body);
    if (spoilt?.answer) {
      response
        .writeHead(spoilt.answer.status, { 'content-type': 'application/json' })
        .end(spoilt.answer.body);
      return;
    }
    const sent = spoilt?.body ?? body;
    const answer = await fetch(`${target}${request.url}`, {
      method: request.method ?? 'GET',
      headers: { 'content-type': request.headers['content-type'] ?? 'text/plain' },
      ...(sent === '' ? {} : { body: sent }),
    });
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
