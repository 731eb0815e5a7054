// The real caller against a real server on loopback: one connection per call, and every way an answer can be ill.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { toFailure } from './ask-upstream.ts';
import { BudgetExceeded, runWithinBudget } from './budget.ts';
import { createHttpUpstreamCall, type UpstreamQuestion } from './upstream-call.ts';

const QUESTION: UpstreamQuestion = {
  intent: 'reco_products',
  lang: 'CN',
  traceId: 'trace-1',
  profile: { skinType: 'oily' },
  routine: null,
  photoIds: [],
};

let server: Server | undefined;
afterEach(async () => {
  const running = server;
  server = undefined;
  if (running === undefined) return;
  running.closeAllConnections();
  await new Promise((resolve) => running.close(resolve));
});

async function startServer(
  listener: RequestListener,
): Promise<{ url: string; connectionCount: () => number }> {
  let connectionCount = 0;
  const started = createServer(listener).on('connection', () => {
    connectionCount += 1;
  });
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(started.address() as AddressInfo).port}`,
    connectionCount: () => connectionCount,
  };
}

const never = new AbortController().signal;

describe('createHttpUpstreamCall', () => {
  it('opens a connection per call, or one for all that share it, and sends the question', async () => {
    const bodies: string[] = [];
    const { url, connectionCount } = await startServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        bodies.push(`${request.method} ${request.url} ${request.headers['x-trace-id']} ${body}`);
        response.end('{"candidates":[]}');
      });
    });
    const call = createHttpUpstreamCall(url);
    for (let n = 1; n <= 3; n += 1) expect(await call(QUESTION, never)).toEqual({ candidates: [] });
    expect(connectionCount()).toBe(3);
    for (let n = 1; n <= 3; n += 1) await call(QUESTION, never, true);
    expect(connectionCount()).toBe(4);
    expect(new Set(bodies)).toEqual(new Set([`POST /api/chat trace-1 ${JSON.stringify(QUESTION)}`]));
  });

  it('closes its connection itself and does not ask the upstream to', async () => {
    let isClosed: Promise<unknown> | undefined;
    const { url } = await startServer((request, response) => {
      expect(request.headers.connection).toBe('keep-alive');
      isClosed = new Promise((resolve) => request.socket.once('close', resolve));
      response.end('{}');
    });
    if (server !== undefined) server.keepAliveTimeout = 0;
    await createHttpUpstreamCall(url)(QUESTION, never);
    await isClosed;
  });

  it.each<{ name: string; listener: RequestListener; outcome: string }>([
    { name: 'a 500', listener: (_, response) => response.writeHead(500).end('{}'), outcome: 'error' },
    { name: 'a 204', listener: (_, response) => response.writeHead(204).end(), outcome: 'error' },
    { name: 'no JSON', listener: (_, response) => response.end('<html>'), outcome: 'error' },
    { name: 'an empty body', listener: (_, response) => response.end(), outcome: 'error' },
    {
      name: 'a body past the bound',
      listener: (_, response) => response.end('x'.repeat(4_000_001)),
      outcome: 'error',
    },
    { name: 'a reset', listener: (request) => request.socket.resetAndDestroy(), outcome: 'reset' },
    { name: 'a connection closed early', listener: (request) => request.socket.end(), outcome: 'reset' },
    {
      name: 'half an answer',
      listener: (request, response) => {
        response.writeHead(200, { 'content-length': 100 });
        response.write('{"candidates"', () => request.socket.end());
      },
      outcome: 'reset',
    },
  ])('rejects on $name', async ({ listener, outcome }) => {
    const { url } = await startServer(listener);
    const failure = await createHttpUpstreamCall(url)(QUESTION, never).then(() => undefined, toFailure);
    expect(failure?.outcome).toBe(outcome);
  });

  it('rejects where nobody listens', async () => {
    const { url } = await startServer(() => {});
    const gone = server;
    server = undefined;
    await new Promise((resolve) => gone?.close(resolve));
    const failure = await createHttpUpstreamCall(url)(QUESTION, never).then(() => undefined, toFailure);
    expect(failure).toEqual({ outcome: 'error', code: 'ECONNREFUSED' });
  });

  it('lets go of the connection when it is aborted', async () => {
    const controller = new AbortController();
    let isClosed: Promise<unknown> | undefined;
    const { url } = await startServer((request) => {
      isClosed = new Promise((resolve) => request.socket.once('close', resolve));
      controller.abort();
    });
    await expect(createHttpUpstreamCall(url)(QUESTION, controller.signal)).rejects.toThrow('aborted');
    await isClosed;
  });
});

describe('runWithinBudget', () => {
  it('passes on what the call gives or throws, and leaves no timer behind', async () => {
    expect(await runWithinBudget(60_000, async () => 7)).toBe(7);
    await expect(runWithinBudget(60_000, () => Promise.reject(new Error('own')))).rejects.toThrow('own');
  });

  it('gives up on a call that ignores its signal', async () => {
    await expect(runWithinBudget(1, () => new Promise(() => {}))).rejects.toThrow(BudgetExceeded);
  });
});
