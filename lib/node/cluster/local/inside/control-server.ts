// The orders that the outside gives to the components, over a Unix socket in the folder of the cluster.
import { once } from 'node:events';
import { chmod } from 'node:fs/promises';
import { createServer } from 'node:http';
import { COMPONENT_NAMES } from './components.ts';
import type { Supervisor } from './supervisor.ts';

/** `GET /components`, `POST /components/<name>/start`, `POST /components/<name>/stop`. */
const ORDER = /^\/components\/(?<name>[a-z]+)\/(?<order>start|stop)$/;

/** Serves them until our process ends. */
export async function serveControl(socket: string, supervisor: Supervisor): Promise<void> {
  const obey = async (method: string | undefined, url: string | undefined): Promise<number> => {
    if (method === 'GET' && url === '/components') return 200;
    const { name, order } = ORDER.exec(url ?? '')?.groups ?? {};
    const component = COMPONENT_NAMES.find((one) => one === name);
    if (method !== 'POST' || component === undefined) return 404;
    await (order === 'start' ? supervisor.start(component) : supervisor.stop(component));
    return 200;
  };
  const server = createServer((request, response) => {
    obey(request.method, request.url)
      .then((status) => response.writeHead(status).end(JSON.stringify({ components: supervisor.list() })))
      .catch((error: Error) => response.writeHead(500).end(JSON.stringify({ error: error.message })));
  });
  server.listen(socket);
  await once(server, 'listening');
  await chmod(socket, 0o600);
}
