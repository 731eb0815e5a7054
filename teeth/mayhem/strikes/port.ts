// Somebody listens where a part of the run is to.
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Prepared } from './prepared.ts';

/** Takes host:port before the run is started. */
export async function occupyPort(address: string): Promise<Prepared> {
  const [host, port] = address.split(':');
  const server = createServer();
  server.listen(Number(port), host);
  await once(server, 'listening');
  const release = async () => {
    if (!server.listening) return;
    server.close();
    await once(server, 'close');
  };
  return {
    struckBefore: true,
    async check() {
      await release();
      return [];
    },
    undo: release,
  };
}
