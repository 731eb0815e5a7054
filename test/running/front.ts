// A service that answers as a test says: what no defect of the reference target can be, since it breaks HTTP itself.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

export interface Front extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** Calls received so far. */
  calls(): number;
}

const ENVELOPE = '{"cards":[]}';
/** Enough of an answer for the run's first look at BASE. */
const FIRST_LOOK = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: ${ENVELOPE.length}\r\n\r\n${ENVELOPE}`;

/**
 * Listens on a free port. The run's first look is answered; `onCall` gets the socket of every other call, when its first bytes are
 * here, and how many there were before.
 */
export async function startFront(
  onCall: (socket: Socket, n: number) => void,
  { onFirstLook = (socket: Socket): unknown => socket.end(FIRST_LOOK) } = {},
): Promise<Front> {
  const sockets = new Set<Socket>();
  let calls = 0;
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    socket.on('close', () => sockets.delete(socket));
    socket.once('data', (head: Buffer) => {
      if (head.includes('uid_preflight_')) onFirstLook(socket);
      else onCall(socket, calls++);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    calls: () => calls,
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

/** One answer with its length, after which the connection is closed. */
export function toAnswer(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer,
): Buffer {
  const bytes = Buffer.from(body);
  const lines = Object.entries({ ...headers, connection: 'close', 'content-length': String(bytes.length) });
  const head = `HTTP/1.1 ${status} Such\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  return Buffer.concat([Buffer.from(head), bytes]);
}
