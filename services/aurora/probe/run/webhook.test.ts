// Against a receiver that really listens: one that verifies, one that hangs, one that fails, one that is not there.
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { findFreePort } from '../../../../lib/node/process/ports.ts';
import { deliverAlert } from './webhook.ts';

const NEVER = new AbortController().signal;
const SECRET = 'a-signing-secret';
const BODY = JSON.stringify({ severity: 'high', why: '指标 “quoted”' });

async function withReceiver<T>(listener: RequestListener, work: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return work(`http://127.0.0.1:${port}/hook`).finally(() => {
    server.closeAllConnections();
    server.close();
  });
}
const toPlan = (url: string, change = {}) => ({
  url,
  token: 'a-bearer-token',
  secret: SECRET,
  timeoutMs: 2_000,
  retryCount: 1,
  ...change,
});

test('is signed so that a receiver can verify it, by the library or by hand', async () => {
  const got: { headers: IncomingHttpHeaders; body: string }[] = [];
  const report = await withReceiver(
    async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      got.push({ headers: request.headers, body });
      response.writeHead(204).end();
    },
    (url) => deliverAlert(toPlan(url), 'probe_r1', BODY, NEVER),
  );
  expect(report).toEqual({ outcome: 'delivered', attempts: 1, status: 204, problem: '' });
  const { headers, body } = got[0]!;
  expect(headers.authorization).toBe('Bearer a-bearer-token');
  expect(body).toBe(BODY);
  const told = Object.fromEntries(
    ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => [name, String(headers[name])]),
  );
  const receiver = new Webhook(SECRET, { format: 'raw' });
  expect(receiver.verify(body, told)).toEqual(JSON.parse(BODY));
  expect(() => receiver.verify(body.replace('high', 'none'), told)).toThrow();
  expect(() => new Webhook('another secret', { format: 'raw' }).verify(body, told)).toThrow();
  const tooOld = { ...told, 'webhook-timestamp': String(Number(told['webhook-timestamp']) - 3_600) };
  expect(() => receiver.verify(body, tooOld)).toThrow();
  const signed = `${told['webhook-id']}.${told['webhook-timestamp']}.${body}`;
  const digest = createHmac('sha256', SECRET).update(signed).digest('base64');
  expect(told['webhook-signature']).toBe(`v1,${digest}`);
});

test('a 500 is tried again, with the same id, and may pass then', async () => {
  const ids: unknown[] = [];
  const report = await withReceiver(
    (request, response) => {
      ids.push(request.headers['webhook-id']);
      response.writeHead(ids.length === 1 ? 500 : 200).end();
    },
    (url) => deliverAlert(toPlan(url), 'probe_r1', BODY, NEVER),
  );
  expect(report).toMatchObject({ outcome: 'delivered', attempts: 2 });
  expect(ids).toEqual(['probe_r1', 'probe_r1']);
});

test.each([
  [500, 2],
  [429, 2],
  [401, 1],
  [302, 1],
])('a receiver that always answers %i is asked %i times, and the failure told', async (status, attempts) => {
  const report = await withReceiver(
    (_, response) => response.writeHead(status, { location: '/elsewhere' }).end(),
    (url) => deliverAlert(toPlan(url), 'probe_r1', BODY, NEVER),
  );
  expect(report).toEqual({ outcome: 'failed', attempts, status, problem: `it answered ${status}` });
});

test('a receiver that hangs is given up', async () => {
  const report = await withReceiver(
    () => {},
    (url) => deliverAlert(toPlan(url, { timeoutMs: 50, retryCount: 0 }), 'probe_r1', BODY, NEVER),
  );
  expect(report).toMatchObject({ outcome: 'failed', problem: 'no answer within 50 ms' });
});

test('a receiver that is not there, and a stop meanwhile', async () => {
  const url = `http://127.0.0.1:${await findFreePort()}`;
  const gone = await deliverAlert(toPlan(url, { retryCount: 0 }), 'r', BODY, NEVER);
  expect(gone).toMatchObject({
    outcome: 'failed',
    status: null,
    problem: expect.stringContaining('ECONNREFUSED'),
  });
  const stopped = await deliverAlert(toPlan(url, { retryCount: 5 }), 'r', BODY, AbortSignal.abort());
  expect(stopped).toMatchObject({ outcome: 'failed', attempts: 1 });
});

test('without token and secret there is no header of either', async () => {
  let headers: IncomingHttpHeaders = {};
  const report = await withReceiver(
    (request, response) => {
      headers = request.headers;
      response.end();
    },
    (url) => deliverAlert(toPlan(url, { token: '', secret: '' }), 'probe_r1', BODY, NEVER),
  );
  expect(report.outcome).toBe('delivered');
  expect(headers['webhook-id']).toBe('probe_r1');
  expect(Object.keys(headers)).not.toContain('authorization');
  expect(Object.keys(headers)).not.toContain('webhook-signature');
});
