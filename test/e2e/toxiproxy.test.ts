// The Toxiproxy room against the real server: what it injects, how it ends when the server hangs, and what healing does then.
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Toxic } from '../../lib/core/faults/fault.ts';
import { ensureTool } from '../../lib/node/build/tools.ts';
import { healProxy } from '../../lib/node/chaos/heal.ts';
import { connectToxiproxy, type ToxiproxyClient } from '../../lib/node/chaos/toxiproxy.ts';
import { startToxiproxy, type ToxiproxyServer } from '../../lib/node/chaos/toxiproxy-process.ts';
import { PROXY_NAME } from '../../lib/node/run/surroundings.ts';
import { runCommand } from '../running/rig.ts';

const DEADLINE_MS = 500;
const WAIT = { timeout: 10_000, interval: 20 };

let binary: string;
let dir: string;
let logFile: string;
let server: ToxiproxyServer;
let client: ToxiproxyClient;
let proxy: { name: string; listen: string; upstream: string };
let upstream: Server;
/** What the upstream does with a chunk; an echo unless a test says otherwise. */
let onData: (socket: Socket, chunk: Buffer) => void;
const sockets = new Set<Socket>();

beforeAll(async () => {
  binary = await ensureTool('toxiproxy');
  dir = await mkdtemp(join(tmpdir(), 'aurora-toxiproxy-'));
  logFile = join(dir, 'logs/toxiproxy.log');
});
afterAll(() => rm(dir, { recursive: true, force: true }));

beforeEach(async () => {
  onData = (socket, chunk) => socket.write(chunk);
  upstream = await listen((socket) => {
    sockets.add(socket.on('error', () => {}));
    socket.on('data', (chunk) => onData(socket, chunk));
  });
  server = await startToxiproxy({ binary, apiUrl: `http://127.0.0.1:${await freePort()}`, logFile, seed: 7 });
  client = connectToxiproxy({ apiUrl: server.apiUrl, deadlineMs: DEADLINE_MS });
  proxy = { name: 'decision', listen: `127.0.0.1:${await freePort()}`, upstream: addressOf(upstream) };
  await client.ensureProxy(proxy);
});
afterEach(async () => {
  const { pid } = server;
  await server.stop();
  expect(isAlive(pid)).toBe(false);
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await close(upstream);
});

async function listen(onConnection: (socket: Socket) => void = () => {}): Promise<Server> {
  const listening = createServer(onConnection);
  await new Promise<void>((done) => listening.listen(0, '127.0.0.1', done));
  return listening;
}
const close = (listening: Server) => new Promise<void>((done) => listening.close(() => done()));
const addressOf = (listening: Server) => `127.0.0.1:${(listening.address() as AddressInfo).port}`;

async function freePort(): Promise<number> {
  const listening = await listen();
  const { port } = listening.address() as AddressInfo;
  await close(listening);
  return port;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** A connection through the proxy; `received` grows, `end` says how it ended. */
async function openConnection(): Promise<{ socket: Socket; received: () => string; ended: Promise<string> }> {
  const [host, port] = proxy.listen.split(':');
  const socket = connect(Number(port), host);
  sockets.add(socket);
  let received = '';
  socket.on('data', (chunk) => {
    received += chunk;
  });
  const ended = new Promise<string>((done) => {
    socket.on('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
    socket.on('close', () => done('closed'));
  });
  await new Promise((done) => socket.once('connect', done).once('error', done));
  return { socket, received: () => received, ended };
}

async function echoes(text: string): Promise<void> {
  const { socket, received } = await openConnection();
  socket.write(text);
  await vi.waitFor(() => expect(received()).toBe(text), WAIT);
  socket.destroy();
}

const toxic = (type: Toxic['type'], attributes: Toxic['attributes'], more: Partial<Toxic> = {}): Toxic => ({
  name: `aurora_${type}`,
  type,
  stream: 'downstream',
  toxicity: 1,
  attributes,
  ...more,
});
const HANGING = toxic('timeout', { timeout: 0 });

const heal = (own: boolean) =>
  healProxy({
    client,
    proxy,
    ...(own
      ? {
          ownProcess: {
            restart: async () => {
              await server.restart();
              return connectToxiproxy({ apiUrl: server.apiUrl, deadlineMs: DEADLINE_MS });
            },
          },
        }
      : {}),
  });

describe('toxics', () => {
  test.each<Toxic>([
    toxic('latency', { latency: 800, jitter: 200 }),
    toxic('timeout', { timeout: 2000 }, { stream: 'upstream' }),
    toxic('reset_peer', { timeout: 0 }, { toxicity: 0.1 }),
    toxic('bandwidth', { rate: 256 }),
    toxic('slicer', { average_size: 64, size_variation: 32, delay: 10 }),
    toxic('slow_close', { delay: 100 }),
    toxic('limit_data', { bytes: 1024 }, { toxicity: 1 / 3 }),
  ])('$type is injected, read back and removed', async (wanted) => {
    await client.injectToxics(proxy.name, [wanted]);
    const [read, ...more] = await client.readToxics(proxy.name);
    expect(more).toEqual([]);
    expect(read).toMatchObject({ ...wanted, toxicity: expect.closeTo(wanted.toxicity, 6) });
    await client.removeToxics(proxy.name, [wanted.name]);
    expect(await client.readToxics(proxy.name)).toEqual([]);
    await echoes('after');
  });

  test('an attribute that the server does not know is an error, and takes all back', async () => {
    const wrong = toxic('latency', { latncy: 800 });
    await expect(client.injectToxics(proxy.name, [toxic('bandwidth', { rate: 1 }), wrong])).rejects.toThrow(
      /attribute latncy undefined, not 800/,
    );
    expect(await client.readToxics(proxy.name)).toEqual([]);
  });

  test('a second run cannot inject over the first, and does not take its toxics away', async () => {
    await client.injectToxics(proxy.name, [HANGING]);
    await expect(
      client.injectToxics(proxy.name, [toxic('latency', { latency: 1 }), HANGING]),
    ).rejects.toThrow(/409 .*toxic already exists/);
    expect((await client.readToxics(proxy.name)).map((found) => found.name)).toEqual([HANGING.name]);
  });

  test('a reset is seen by the client as one', async () => {
    await client.injectToxics(proxy.name, [toxic('reset_peer', { timeout: 0 })]);
    const { socket, ended } = await openConnection();
    socket.write('x');
    expect(await ended).toBe('ECONNRESET');
  });
});

describe('proxy', () => {
  test('populating again changes nothing, toxics included', async () => {
    await client.injectToxics(proxy.name, [HANGING]);
    await client.ensureProxy(proxy);
    expect(await client.readToxics(proxy.name)).toHaveLength(1);
    expect(await client.probe()).toEqual([proxy.name]);
  });

  test('a listen address that is taken names TOXIPROXY_LISTEN', async () => {
    const taken = { ...proxy, name: 'second', listen: addressOf(upstream) };
    await expect(client.ensureProxy(taken)).rejects.toThrow(/cannot listen on .*TOXIPROXY_LISTEN.*in use/);
  });

  test('a proxy that is not there is named in the error', async () => {
    await expect(client.readToxics('nobody')).rejects.toThrow(
      /404 to GET .*\/proxies\/nobody\/.*proxy not found/,
    );
  });

  test('bytes are counted by direction, and not before the connection ends', async () => {
    onData = (socket) => socket.write('four');
    const { socket, received } = await openConnection();
    socket.write('sixteen bytes...');
    await vi.waitFor(() => expect(received()).toBe('four'), WAIT);
    expect(await client.readBytes(proxy.name)).toEqual({ upstreamBytes: 0, downstreamBytes: 0 });
    socket.destroy();
    await vi.waitFor(
      async () =>
        expect(await client.readBytes(proxy.name)).toEqual({ upstreamBytes: 16, downstreamBytes: 4 }),
      WAIT,
    );
  });
});

describe('server', () => {
  test('an API address that is taken names TOXIPROXY_API_URL, even when a Toxiproxy answers there', async () => {
    await expect(startToxiproxy({ binary, apiUrl: server.apiUrl, logFile })).rejects.toThrow(
      /cannot have its control address: .*EADDRINUSE.*TOXIPROXY_API_URL/,
    );
    expect(await client.probe()).toEqual([proxy.name]);
  });

  test('a binary that is not there names TOXIPROXY_BIN', async () => {
    const apiUrl = `http://127.0.0.1:${await freePort()}`;
    await expect(startToxiproxy({ binary: join(dir, 'none'), apiUrl, logFile })).rejects.toThrow(
      /there is no such program.*TOXIPROXY_BIN/,
    );
  });

  test("leads a process group of its own, so that a terminal's Ctrl-C passes it by", () => {
    expect(process.kill(-server.pid, 0)).toBe(true);
  });

  test('stopping twice, and stopping a frozen server, leaves no process', async () => {
    const { pid } = server;
    process.kill(pid, 'SIGSTOP');
    await server.stop();
    expect(isAlive(pid)).toBe(false);
    await server.stop();
  });
});

describe('healing', () => {
  test('under load with a timeout toxic: what is open ends, and what comes next passes', async () => {
    await client.injectToxics(proxy.name, [HANGING]);
    const open = await Promise.all(Array.from({ length: 20 }, openConnection));
    for (const { socket } of open) socket.write('lost');
    const result = await heal(true);
    expect(result).toMatchObject({
      healed: true,
      rung: 'removed',
      why: 'Removed aurora_timeout from decision.',
    });
    expect(await client.readToxics(proxy.name)).toEqual([]);
    for (const { socket } of open) socket.destroy();
    await echoes('alive');
  });

  test('leaves the toxics of others', async () => {
    await client.injectToxics(proxy.name, [HANGING]);
    const theirs = { ...toxic('latency', { latency: 1 }), name: 'theirs' };
    await fetch(`${server.apiUrl}/proxies/${proxy.name}/toxics`, {
      method: 'POST',
      body: JSON.stringify(theirs),
    });
    expect(await heal(false)).toMatchObject({ healed: true, rung: 'removed' });
    expect((await client.readToxics(proxy.name)).map((found) => found.name)).toEqual(['theirs']);
  });

  test('a proxy that somebody deleted is populated anew, clean', async () => {
    await fetch(`${server.apiUrl}/proxies/${proxy.name}`, { method: 'DELETE' });
    expect(await heal(false)).toMatchObject({ healed: true, rung: 'retried' });
    await echoes('back');
  });

  test('pieces of an answer that are held for a client that has gone hold up no removal', async () => {
    const PIECES = 4;
    let sent = 0;
    onData = (socket) => {
      const pump = setInterval(() => {
        if (!socket.writable || sent === PIECES) return clearInterval(pump);
        socket.write('a piece');
        sent += 1;
      }, 50);
    };
    await client.injectToxics(proxy.name, [toxic('latency', { latency: 60_000 })]);
    const { socket } = await openConnection();
    socket.write('an answer in pieces, please');
    await vi.waitFor(() => expect(sent).toBe(PIECES), WAIT);
    socket.resetAndDestroy();
    expect(await heal(false)).toMatchObject({ healed: true, rung: 'removed' });
    onData = (socket, chunk) => socket.write(chunk);
    await echoes('at once');
  });

  /** What can be wrong with the server: each leaves every control call without an answer. */
  const BROKEN: Record<string, () => Promise<void>> = {
    frozen: async () => void process.kill(server.pid, 'SIGSTOP'),
    killed: async () => {
      process.kill(server.pid, 'SIGKILL');
      await vi.waitFor(() => expect(isAlive(server.pid)).toBe(false), WAIT);
    },
    // The removal waits for a link that cannot pass its data on, and holds the lock that all other calls need (toxiproxy#558).
    'wedged by a client that does not read': async () => {
      onData = (socket) => {
        const pump = () => {
          while (socket.write(Buffer.alloc(65_536)));
        };
        socket.on('drain', pump);
        pump();
      };
      const { socket } = await openConnection();
      socket.pause().write('more than anybody reads, please');
      await vi.waitFor(() => expect(socket.bytesRead).toBeGreaterThan(0), WAIT);
      await expect(client.removeToxics(proxy.name, ['aurora_latency'])).rejects.toThrow(
        /did not answer DELETE/,
      );
    },
  };
  test.each(
    Object.entries(BROKEN),
  )('%s: calls end by their deadline; ours is restarted, clean', async (_, breakIt) => {
    await client.injectToxics(proxy.name, [toxic('latency', { latency: 1 })]);
    const { pid } = server;
    await breakIt();
    // One after the other: what rejects before it is awaited ends the test run.
    const calls = [
      () => client.readToxics(proxy.name),
      () => client.removeToxics(proxy.name, ['aurora_latency']),
    ];
    for (const call of calls) {
      await expect(call()).rejects.toThrow(/Toxiproxy (did not answer|cannot be reached)/);
    }
    expect(await heal(false)).toMatchObject({
      healed: false,
      rung: 'failed',
      why: expect.stringMatching(/restart the/),
    });
    expect(await heal(true)).toMatchObject({ healed: true, rung: 'restarted' });
    expect(isAlive(pid)).toBe(false);
    expect(await client.readToxics(proxy.name)).toEqual([]);
    onData = (socket, chunk) => socket.write(chunk);
    await echoes('healed');
  });
});

describe('a toxic whose name somebody chose to be read', () => {
  const HOSTILE = 'a\n::add-mask::decision\u001b[2J##[error]\u202e';

  test('commands neither the terminal nor a CI', async () => {
    await client.ensureProxy({ ...proxy, name: PROXY_NAME, listen: `127.0.0.1:${await freePort()}` });
    const made = await fetch(`${server.apiUrl}/proxies/${PROXY_NAME}/toxics`, {
      method: 'POST',
      body: JSON.stringify({ name: HOSTILE, type: 'latency', attributes: { latency: 1 } }),
    });
    expect(made.status).toBe(200);
    const { code, stdout, stderr } = await runCommand('chaos', [
      'status',
      '--toxiproxy-api-url',
      server.apiUrl,
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain('a\\n::add-mask::decision\\x1b[2J## [error]\\u202e  downstream');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]|^\s*::|##\[/m);
  });
});
