// Ports on the loopback interface.
import { once } from 'node:events';
import { createServer } from 'node:net';

/** True where nobody listens on host:port. */
export async function isFree(host: string, port: number): Promise<boolean> {
  const server = createServer();
  server.listen(port, host);
  const free = await once(server, 'listening').then(
    () => true,
    () => false,
  );
  if (free) {
    server.close();
    await once(server, 'close');
  }
  return free;
}

/**
 * Below every system's own range (Linux hands out 32768 to 60999, others 49152 and up): between our looking and our using it, no
 * connection and no server that asks for "any port" can be given one of these.
 */
const LOWEST = 20_000;
const HIGHEST = 32_767;
const TRIES = 200;
const handedOut = new Set<number>();

/**
 * Keeps a port from the other runs of this machine until this process ends: false where one of them has it.
 * By the name of an abstract socket, which is held by one process of a network namespace, as a port is, and leaves no file (unix(7)).
 * Where the system has none, nobody can tell.
 */
async function claim(port: number): Promise<boolean> {
  const server = createServer((socket) => socket.destroy());
  server.listen({ path: `\0aurora-gate-port-${port}`, exclusive: true });
  try {
    await once(server, 'listening');
    server.unref();
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'EADDRINUSE';
  }
}

/**
 * A port on 127.0.0.1 that nobody listens on, and that neither this process nor another run of this machine was given before.
 * @throws Error where none of many is free
 */
export async function findFreePort(): Promise<number> {
  for (let tries = 0; tries < TRIES; tries++) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST + 1));
    if (handedOut.has(port)) continue;
    handedOut.add(port);
    if ((await claim(port)) && (await isFree('127.0.0.1', port))) return port;
  }
  throw new Error(`no free port on 127.0.0.1 among ${TRIES} from ${LOWEST} to ${HIGHEST}`);
}
