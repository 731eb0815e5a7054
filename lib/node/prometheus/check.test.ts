// Against servers that answer as other things than a Prometheus do; the real one is in test/e2e/monitoring-soak.test.ts.
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { findFreePort } from '../process/ports.ts';
import { checkPrometheus } from './check.ts';
import { pushNow, pushSnapshots } from './push.ts';
import { queryInstant, toApiServer } from './read.ts';

const toTarget = (url: string) => ({ url, credentials: undefined, token: undefined });
async function withServer<T>(listener: RequestListener, work: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`).finally(() => {
    server.closeAllConnections();
    server.close();
  });
}
const says = (error: unknown) => (error as Error).message;
const isWrite = (url = '') => url.endsWith('/write');
const READY = '{"status":"success","data":{"resultType":"vector","result":[]}}';

test.each<[string, RequestListener, RegExp]>([
  [
    'a page',
    (_, response) => response.end('<h1>hello</h1>'),
    /is no Prometheus: \/api\/v1\/query has another form \(<h1>hello<\/h1>\); correct PROMETHEUS_URL$/,
  ],
  ['JSON of another kind', (_, response) => response.end('[1]'), /is no Prometheus/],
  ['null', (_, response) => response.end('null'), /is no Prometheus/],
  [
    'a 404',
    (_, response) => response.writeHead(404).end('nothing'),
    /refused POST \/api\/v1\/query \(404: nothing\); give the address of a Prometheus/,
  ],
  [
    'a 404 of Go',
    (_, response) => response.writeHead(404).end('404 page not found'),
    /has no \/api\/v1\/query; correct PROMETHEUS_URL$/,
  ],
  [
    'a guard',
    (_, response) => response.writeHead(401).end(),
    /does not let us in \(401\); give the right PROMETHEUS_TOKEN$/,
  ],
  [
    'a redirect',
    (_, response) => response.writeHead(302, { location: '/' }).end(),
    /refused POST \/api\/v1\/query \(302\)/,
  ],
  [
    'one that takes no writes',
    ({ url }, response) => (isWrite(url) ? response.writeHead(404).end() : response.end(READY)),
    /\(404\); start it with --web\.enable-remote-write-receiver$/,
  ],
  [
    'one that refuses writes',
    ({ url }, response) => (isWrite(url) ? response.writeHead(400).end('out of order') : response.end(READY)),
    /does not take a remote write: it answered 400: out of order; see its log$/,
  ],
  [
    'one without native histograms',
    ({ url }, response) =>
      response.end(
        url?.endsWith('flags')
          ? '{"status":"success","data":{"enable-feature":"agent"}}'
          : url?.endsWith('buildinfo')
            ? '{"status":"success","data":{"version":"2.54.1"}}'
            : READY,
      ),
    /start it with --enable-feature=native-histograms$/,
  ],
])('%s is told from a Prometheus', async (_, listener, sentence) => {
  const error = await withServer(listener, (url) => checkPrometheus(toTarget(url), 'shop').catch(says));
  expect(error).toMatch(/PROMETHEUS_URL=http:\S+ /);
  expect(error).toMatch(sentence);
});

test('nobody there', async () => {
  const target = toTarget(`http://127.0.0.1:${await findFreePort()}`);
  expect(await checkPrometheus(target, 'shop').catch(says)).toMatch(
    /cannot be reached \(.*ECONNREFUSED.*\); start it/,
  );
});

test('whoever hangs is given up, and may be tried again', async () => {
  await withServer(
    () => {},
    async (url) => {
      const snapshots = [{ atMs: 1, readings: [{ name: 'a', labels: {}, value: 1 }] }];
      await expect(pushSnapshots(toTarget(url), {}, snapshots, 50)).rejects.toMatchObject({
        message: 'no answer within 50 ms',
        status: 0,
        mayPass: true,
      });
      await expect(queryInstant(toApiServer(toTarget(url)), 'a', { timeoutMs: 50 })).rejects.toMatchObject({
        trouble: 'unreached',
        message: expect.stringContaining('within 50 ms'),
      });
    },
  );
});

test.each([
  [400, false],
  [401, false],
  [429, true],
  [503, true],
])('a write that is answered %i may pass later: %s', async (status, mayPass) => {
  const listener: RequestListener = (_, response) => response.writeHead(status).end('why');
  const error = await withServer(listener, (url) =>
    pushSnapshots(
      toTarget(url),
      {},
      [{ atMs: 1, readings: [{ name: 'a', labels: {}, value: 1 }] }],
      5_000,
    ).catch((thrown: unknown) => thrown),
  );
  expect(error).toMatchObject({ status, mayPass, message: `it answered ${status}: why` });
});

test.each([
  ['out of order sample', 3],
  ['duplicate sample for timestamp', 3],
  ['label name "a b" is not valid', 1],
])('a write that is refused as %s is tried so often: %i', async (said, tries) => {
  let calls = 0;
  const listener: RequestListener = (_, response) =>
    ++calls < 3 ? response.writeHead(400).end(said) : response.writeHead(204).end();
  const moments: number[] = [];
  const read = (atMs: number) => {
    moments.push(atMs);
    return [{ name: 'a', labels: {}, value: 1 }];
  };
  const came = await withServer(listener, (url) =>
    pushNow(toTarget(url), {}, read, 5_000).catch((error: unknown) => error),
  );
  expect(calls).toBe(tries);
  expect(moments).toEqual([...new Set(moments)].sort());
  expect(came).toEqual(tries === 3 ? moments.at(-1) : expect.objectContaining({ status: 400 }));
});

test('what lets in goes out as a header', async () => {
  const got: (string | undefined)[] = [];
  const listener: RequestListener = ({ headers }, response) => {
    got.push(headers.authorization, headers['content-encoding'], headers['content-type']);
    response.writeHead(204).end();
  };
  const snapshots = [{ atMs: 1, readings: [{ name: 'a', labels: {}, value: 1 }] }];
  await withServer(listener, async (url) => {
    await pushSnapshots({ ...toTarget(url), token: 'a-token' }, { run: 'r' }, snapshots, 5_000);
    await pushSnapshots({ ...toTarget(url), credentials: 'me:pw' }, { run: 'r' }, snapshots, 5_000);
  });
  const basic = `Basic ${Buffer.from('me:pw').toString('base64')}`;
  const kind = ['snappy', 'application/x-protobuf'];
  expect(got).toEqual(['Bearer a-token', ...kind, basic, ...kind]);
});
