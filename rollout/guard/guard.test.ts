// The guard between real servers: one that plays the service beside it, one stable, one the decision server.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COHORT_HEADER } from './cohort-header.ts';
import { createGuard, type Guard } from './guard.ts';

const servers: Server[] = [];
async function listen(server: Server): Promise<string> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const serve = (answer: (request: IncomingMessage, response: ServerResponse) => void) =>
  listen(createServer(answer));

let permit: { status: number; body: string };
let asked: URLSearchParams;
let guard: Guard;
let url: string;
const said: string[] = [];

beforeEach(async () => {
  permit = { status: 200, body: '{"serve":true}' };
  said.length = 0;
  const echo = (name: string) => (request: IncomingMessage, response: ServerResponse) => {
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => {
      if (request.url === '/reset') return void request.socket.resetAndDestroy();
      response.writeHead(request.url === '/missing' ? 404 : 200);
      if (request.url === '/broken') response.write('half', () => response.destroy());
      else if (request.url === '/slow') response.write('begun');
      else response.end(`${name} ${request.method} ${request.url} ${body}`);
    });
  };
  guard = createGuard({
    cohort: 'abc',
    appUrl: await serve(echo('app')),
    stableUrl: await serve(echo('stable')),
    permitUrl: await serve((request, response) => {
      asked = new URL(request.url ?? '', 'http://server').searchParams;
      response.writeHead(permit.status).end(permit.body);
    }),
    everyMs: 2_000,
    pod: 'p-1',
    uncounted: ['/healthz'],
    say: (line) => said.push(line),
  });
  url = await listen(guard.server);
});
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const call = async (path = '/v1/chat', init: RequestInit = {}) => {
  const response = await fetch(`${url}${path}`, init);
  return {
    status: response.status,
    cohort: response.headers.get(COHORT_HEADER),
    text: await response.text(),
  };
};

describe('the guard', () => {
  it('passes on what it gets, whole, and says whose pod it was', async () => {
    expect(await call('/v1/chat?a=1', { method: 'POST', body: 'hello' })).toEqual({
      status: 200,
      cohort: 'abc',
      text: 'app POST /v1/chat?a=1 hello',
    });
    expect((await call('/missing')).status).toBe(404);
  });

  it('sends users on to stable once its version may not serve, and takes them back when it may', async () => {
    permit.body = '{"serve":false,"why":"aborted"}';
    await guard.ask();
    expect((await call('/v1/chat', { method: 'POST', body: 'hello' })).text).toBe(
      'stable POST /v1/chat hello',
    );
    permit.body = '{"serve":true}';
    await guard.ask();
    expect((await call()).text).toBe('app GET /v1/chat ');
    expect(said).toEqual(['abc: users go to stable', 'abc: users are served here']);
  });

  it.each([
    ['an error', { status: 500, body: '{"serve":true}' }],
    ['no permit', { status: 200, body: '{}' }],
    ['no JSON', { status: 200, body: '<html>' }],
  ])('stays diverted where the decision server answers with %s', async (_, answer) => {
    permit.body = '{"serve":false}';
    await guard.ask();
    permit = answer;
    await guard.ask();
    expect(guard.mode()).toBe('divert');
  });

  it('goes on serving where the decision server is down', async () => {
    servers[2]?.closeAllConnections();
    servers[2]?.close();
    await guard.ask();
    expect((await call()).text).toContain('app');
  });

  it('does not send a call round in a circle', async () => {
    permit.body = '{"serve":false}';
    await guard.ask();
    const answer = await call('/v1/chat', { headers: { 'x-aurora-gate-diverted': 'abc' } });
    expect(answer.text).toBe('app GET /v1/chat ');
  });

  it('answers 502 where the service beside it is gone', async () => {
    servers[0]?.closeAllConnections();
    servers[0]?.close();
    expect(await call()).toMatchObject({ status: 502, text: 'traffic guard: the service does not answer\n' });
  });

  it.each<[string, string, object]>([
    ['an answer, whatever it says', '/missing', { calls: 1, unanswered: 0 }],
    ['a connection that the service reset', '/reset', { calls: 1, unanswered: 1 }],
    ['an answer that broke off', '/broken', { calls: 1, unanswered: 1 }],
    ["a look of the pod's own probes", '/healthz?a=1', { calls: 0, unanswered: 0 }],
  ])('counts %s', async (_, path, tally) => {
    await call(path).catch(() => {});
    await expect.poll(() => guard.tally()).toEqual(tally);
  });

  it('does not count whoever left', async () => {
    const leave = new AbortController();
    const response = await fetch(`${url}/slow`, { signal: leave.signal });
    leave.abort();
    await expect(response.text()).rejects.toThrow();
    await call();
    await expect.poll(() => guard.tally()).toEqual({ calls: 1, unanswered: 0 });
  });

  it('does not count what it sends on', async () => {
    permit.body = '{"serve":false}';
    await guard.ask();
    await call();
    await guard.ask();
    expect(asked.get('calls')).toBe('0');
  });

  it('tells what it counted as it asks', async () => {
    await call('/reset');
    await call();
    await guard.ask();
    expect(Object.fromEntries(asked)).toMatchObject({ pod: 'p-1', calls: '2', unanswered: '1' });
    expect(Number(asked.get('ageMs'))).toBeGreaterThanOrEqual(0);
  });
});
