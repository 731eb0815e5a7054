// Somebody's proxy settings: pre-flight, k6 and smokes go the same way, and what is on this machine is called directly.
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Service, startService, startUpstream } from '../../lib/node/stack/stack.ts';
import { AURORA, createRig, type Rig, runCommand, SHORT } from '../running/rig.ts';

/** A name that only the proxy can look up (RFC 6761). */
const BASE = 'http://shop.test';
/** Nobody listens there, and nobody may. */
const DEAD_PROXY = 'http://127.0.0.1:1';

let rig: Rig;
let upstream: Service;
let bff: Service;
beforeAll(async () => {
  rig = await createRig();
  const logFile = `${rig.dir}/stack.log`;
  upstream = (await startUpstream(AURORA, logFile))!;
  bff = await startService(AURORA, { upstreamUrl: upstream.url, defects: '', logFile });
});
afterAll(async () => {
  await bff.child.stop();
  await upstream.child.stop();
  await rig[Symbol.asyncDispose]();
});

/** A proxy that takes plain HTTP by whole addresses, and knows where shop.test is. */
async function startProxy() {
  const asked: string[] = [];
  const server = createServer((from, to) => {
    const { host, pathname, search } = new URL(from.url ?? '', 'http://no-address');
    asked.push(`${host}${pathname}`);
    if (host !== 'shop.test') return void to.writeHead(404).end();
    const { port } = new URL(bff.url);
    const options = { port, host: '127.0.0.1', method: from.method, path: `${pathname}${search}` };
    const on = request({ ...options, headers: from.headers }, (answer) => {
      to.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(to);
    });
    on.on('error', () => to.destroy());
    from.pipe(on);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

test('a soak calls the service through the proxy, and k6 on this machine directly', async () => {
  await using proxy = await startProxy();
  const { code, stdout, stderr } = await runCommand('soak', ['--base', BASE, '--output-dir', rig.dir], {
    ...SHORT,
    HTTP_PROXY: proxy.url,
  });
  expect(code, stdout + stderr).toBe(0);
  expect(new Set(proxy.asked.map((address) => address.split('/')[0]))).toEqual(new Set(['shop.test']));
  // The pre-flight alone has one; k6 plays the rest.
  expect(proxy.asked.filter((address) => address === 'shop.test/v1/chat').length).toBeGreaterThan(10);
  expect(proxy.asked).toContain('shop.test/metrics');
});

test('a smoke does, with its photos', async () => {
  await using proxy = await startProxy();
  const { code, stdout, stderr } = await runCommand('smoke', ['--base', BASE], { http_proxy: proxy.url });
  expect(code, stdout + stderr).toBe(0);
  expect(proxy.asked).toContain('shop.test/v1/photos/upload');
});

test('a service in NO_PROXY is called directly', async () => {
  await using proxy = await startProxy();
  const { code, stderr } = await runCommand('soak', ['--base', BASE, '--output-dir', rig.dir], {
    HTTP_PROXY: proxy.url,
    NO_PROXY: '.test',
    NODE_USE_ENV_PROXY: '1',
  });
  expect(stderr).toMatch(/BASE=http:\/\/shop\.test cannot be called from here \(.*shop\.test/);
  expect(code).toBe(2);
  expect(proxy.asked).toEqual([]);
});

test('a proxy that is down is named, before the load begins', async () => {
  const { code, stderr } = await runCommand('soak', ['--base', BASE, '--output-dir', rig.dir], {
    HTTP_PROXY: DEAD_PROXY,
  });
  expect(stderr).toMatch(
    /cannot be called from here \(proxyconnect to http:\/\/127\.0\.0\.1:1\/?: .*NO_PROXY/,
  );
  expect(code).toBe(2);
});

test('what is on this machine needs no proxy, whatever is set', async () => {
  const { code, stdout, stderr } = await runCommand('smoke', ['--base', bff.url], {
    HTTP_PROXY: DEAD_PROXY,
    HTTPS_PROXY: DEAD_PROXY,
    NODE_USE_ENV_PROXY: '1',
  });
  expect(code, stdout + stderr).toBe(0);
});

test('faults on the edge and a proxy before it do not go together', async () => {
  const args = ['--base', BASE, '--chaos', 'edge', '--output-dir', rig.dir];
  const { code, stderr } = await runCommand('soak', args, { HTTP_PROXY: DEAD_PROXY });
  expect(stderr).toMatch(/CHAOS=edge: k6 would call http:\/\/shop\.test through the proxy .*NO_PROXY/);
  expect(code).toBe(2);
});
