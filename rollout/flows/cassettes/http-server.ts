// A small server on loopback for the time of one piece of work.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** Answers one call. */
export type Handle = (request: IncomingMessage, body: Buffer, response: ServerResponse) => Promise<void>;

/** More than any call of a flow sends. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** Lets `work` use a server on a free port of 127.0.0.1, and closes it whatever comes of that. Calls are handled in turn. */
export async function withServer<T>(handle: Handle, work: (base: string) => Promise<T>): Promise<T> {
  let last: Promise<void> = Promise.resolve();
  const server = createServer((request, response) => {
    const answer = async () => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      for await (const chunk of request as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (bytes > MAX_BODY_BYTES) return void response.destroy();
        chunks.push(chunk);
      }
      await handle(request, Buffer.concat(chunks), response);
    };
    last = last.then(answer).catch(() => void response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port could be had');
  try {
    return await work(`http://127.0.0.1:${address.port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
