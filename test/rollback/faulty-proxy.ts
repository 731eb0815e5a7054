// A proxy that misbehaves: it stands between the engine and the actuator, and treats each call as a fault says.
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Call, Fault } from './faults.ts';

/** A TCP port of this machine, or a socket. */
export type Place = { readonly port: number } | { readonly socketPath: string };

export interface ProxyOptions {
  /** 0: any port. */
  readonly listen: Place;
  readonly upstream: Place;
  readonly fault: Fault;
  /** What is made of the body of an order that is half done; undefined: it is said to be done, and nothing of it is. */
  readonly toHalf: (body: string) => string | undefined;
  /** Puts back what was ordered. */
  readonly putBack: () => Promise<void>;
}

export interface FaultyProxy {
  readonly port: number;
  readonly calls: readonly string[];
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const DRIP_MS = 50;

export async function startFaultyProxy(options: ProxyOptions): Promise<FaultyProxy> {
  const { fault, upstream, listen } = options;
  const calls: string[] = [];
  const counts = { read: 0, write: 0 };
  /** What each path showed before the first order. */
  const before = new Map<string, Answer>();
  let sinceOrder: number | undefined;

  const forward = (incoming: IncomingMessage, body: Buffer) =>
    new Promise<Answer>((resolve, reject) => {
      const headers = { ...incoming.headers, 'content-length': String(body.length) };
      const sent = request(
        { ...upstream, method: incoming.method, path: incoming.url, headers },
        (response) => {
          buffer(response).then(
            (said) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: said }),
            reject,
          );
        },
      );
      sent.on('error', reject).end(body);
    });
  const reply = (response: ServerResponse, { status, headers, body }: Answer) => {
    const { 'transfer-encoding': _, connection: __, ...kept } = headers;
    response.writeHead(status, { ...kept, 'content-length': body.length }).end(body);
  };

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const isWrite = incoming.method !== 'GET';
    const path = incoming.url ?? '';
    const isLease = path.includes('lease');
    calls.push(`${incoming.method} ${path}`);
    const kind = isWrite ? 'write' : 'read';
    const call: Call = {
      isWrite,
      isLease,
      nth: counts[kind],
      sinceOrder,
    };
    if (!isLease) counts[kind] += 1;
    if (sinceOrder !== undefined || (isWrite && !isLease)) sinceOrder = (sinceOrder ?? 0) + 1;
    const treatment = fault.treat(call);
    const body = await buffer(incoming);
    switch (treatment.do) {
      case 'hang':
        return;
      case 'reset':
        incoming.socket.destroy();
        return;
      case 'answer':
        response.writeHead(treatment.status, { 'content-type': 'application/json', ...treatment.headers });
        response.end(treatment.body ?? '');
        return;
      case 'say-yes':
        reply(
          response,
          before.get(path.replace(/\/status$/, '')) ?? { status: 200, headers: {}, body: Buffer.from('{}') },
        );
        return;
      case 'lose-answer':
        await forward(incoming, body);
        return;
      case 'stale': {
        const known = before.get(path) ?? (await forward(incoming, body));
        before.set(path, known);
        reply(response, known);
        return;
      }
      case 'drip': {
        response.writeHead(200, { 'content-type': 'application/json', etag: '"d"' });
        const timer = setInterval(() => response.write(' '), DRIP_MS);
        response.on('close', () => clearInterval(timer));
        return;
      }
      case 'flood': {
        response.writeHead(200, { 'content-type': 'application/json', etag: '"f"' });
        const more = () => {
          while (!response.destroyed && response.write(' '.repeat(65_536)));
        };
        response.on('drain', more);
        more();
        return;
      }
      case 'half': {
        const half = options.toHalf(body.toString('utf8'));
        if (half === undefined) reply(response, { status: 200, headers: {}, body: Buffer.from('{}') });
        else reply(response, await forward(incoming, Buffer.from(half)));
        return;
      }
      case 'put-back': {
        const answered = await forward(incoming, body);
        await options.putBack();
        reply(response, answered);
        return;
      }
      case 'retag': {
        const { headers, ...rest } = await forward(incoming, body);
        const { etag: _, ...others } = headers;
        reply(response, {
          ...rest,
          headers: treatment.tag === '' ? others : { ...others, etag: treatment.tag },
        });
        return;
      }
      case 'pass': {
        const answered = await forward(incoming, body);
        if (!isWrite && sinceOrder === undefined) before.set(path, answered);
        reply(response, answered);
      }
    }
  }

  const server = createServer((incoming, response) => {
    handle(incoming, response).catch(() => incoming.socket.destroy());
  });
  await new Promise<void>((resolve) => {
    if ('port' in listen) server.listen(listen.port, '127.0.0.1', resolve);
    else server.listen(listen.socketPath, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
