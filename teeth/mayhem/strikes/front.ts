// Something between the run and what it asks: it hands everything on, until it does not.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Apart } from '../apart.ts';
import type { Meddling, Strike } from '../faults/fault.ts';
import type { Prepared, Setting } from './prepared.ts';

const GARBAGE = Buffer.from(Array.from({ length: 2_000 }, (_, i) => (i * 167) % 256));
const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n';

interface Front {
  readonly address: string;
  meddle(does: Meddling | undefined): void;
  end(): Promise<void>;
}

/** @param findTarget host:port; undefined while that is not known, and a call is not answered then */
async function startFront(findTarget: () => string | undefined): Promise<Front> {
  const sockets = new Set<Socket>();
  let does: Meddling | undefined;
  const keep = (socket: Socket) => {
    sockets.add(socket.on('error', () => {}));
    socket.once('close', () => sockets.delete(socket));
    if (does === 'hangs') socket.pause();
    return socket;
  };
  const server = createServer((socket) => {
    keep(socket);
    if (does === 'closes') return void socket.destroy();
    if (does === 'garbles' || does === 'never ends')
      return void socket.once('data', () => answer(socket, does));
    const [host, port] = findTarget()?.split(':') ?? [];
    if (port === undefined) return void socket.destroy();
    const target = keep(connect(Number(port), host));
    socket.on('data', (data) => target.write(data)).once('close', () => target.destroy());
    target.on('data', (data) => socket.write(data)).once('close', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    meddle(now) {
      does = now;
      for (const socket of sockets) {
        if (now === 'hangs') socket.pause();
        else if (now === undefined) socket.resume();
        // A connection that is kept open would go on as before.
        else socket.destroy();
      }
    },
    async end() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

function answer(socket: Socket, does: Meddling | undefined): void {
  if (does === 'garbles') {
    socket.write(`${HEAD}connection: close\r\ncontent-length: ${GARBAGE.length}\r\n\r\n`);
    socket.end(GARBAGE);
    return;
  }
  socket.write(`${HEAD}\r\n`);
  const pour = () => {
    while (!socket.destroyed && socket.write(GARBAGE));
  };
  socket.on('drain', pour);
  pour();
}

/** The run is started with the address of the front in place of what is behind it. */
export async function prepareFront(
  setting: Setting,
  { before, does, forMs }: Extract<Strike, { kind: 'front' }>,
): Promise<Prepared> {
  let service: string | undefined;
  const front = await startFront(() => (before === 'toxiproxy' ? new URL(setting.apiUrl).host : service));
  const url = `http://${front.address}`;
  return {
    env: before === 'toxiproxy' ? { TOXIPROXY_API_URL: url } : { METRICS_URL: `${url}/metrics` },
    async begun(run) {
      if (before === 'metrics') service = await readBase(run);
    },
    async strike() {
      front.meddle(does);
      if (forMs === undefined) return;
      await pause(forMs);
      front.meddle(undefined);
    },
    undo: () => front.end(),
  };
}

/** host:port of the service, which the run has started. */
async function readBase(run: Apart): Promise<string | undefined> {
  const { journal } = await run.files();
  const line = (await readFile(journal, 'utf8')).split('\n').find((text) => text.includes('"run.started"'));
  const row = JSON.parse(line ?? '{}') as { readonly options?: { readonly BASE?: string } };
  return row.options?.BASE && new URL(row.options.BASE).host;
}
