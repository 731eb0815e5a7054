import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { Toxic } from '../../core/faults/fault.ts';
import { connectToxiproxy, parseReceivedBytes, ToxiproxyError } from './toxiproxy.ts';

let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((done) => (server ? server.close(done) : done(undefined)));
  server = undefined;
});

type Answer = { readonly status?: number; readonly body: unknown } | 'never';

/** An API whose answers the test gives per call; `calls` is what it was asked, in order. */
/** `deadlineMs` is short only where it is to be missed: a busy machine takes its time. */
async function fakeApi(answer: (call: string, body: string) => Answer, deadlineMs = 5_000) {
  const calls: string[] = [];
  server = createServer(async (request, response) => {
    const call = `${request.method} ${request.url}`;
    let body = '';
    for await (const chunk of request) body += chunk;
    calls.push(call);
    const given = answer(call, body);
    if (given === 'never') return;
    response.statusCode = given.status ?? 200;
    response.end(typeof given.body === 'string' ? given.body : JSON.stringify(given.body));
  });
  await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done));
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { client: connectToxiproxy({ apiUrl, deadlineMs }), apiUrl, calls };
}

const PROXY = { name: 'decision', listen: '127.0.0.1:18474', upstream: '127.0.0.1:9', enabled: true };
const toxic = (name: string, changed: Partial<Toxic> = {}): Toxic => ({
  name,
  type: 'latency',
  stream: 'downstream',
  toxicity: 0.1,
  attributes: { latency: 800 },
  ...changed,
});

/** A server that keeps toxics as `keep` stores them, and refuses those that `refuse` names. */
const keepingApi = (keep: (toxic: Toxic) => unknown, refuse: Readonly<Record<string, number>> = {}) => {
  const stored = new Map<string, unknown>();
  return fakeApi((call, body) => {
    const [, name] = /toxics\/(.+)$/.exec(call) ?? [];
    if (call === 'GET /proxies/decision') return { body: PROXY };
    if (call.startsWith('POST')) {
      const added = JSON.parse(body) as Toxic;
      const status = refuse[added.name];
      if (status) return { status, body: { error: 'toxic already exists', status } };
      stored.set(added.name, keep(added));
      return { body: stored.get(added.name) };
    }
    if (call.startsWith('DELETE')) {
      return stored.delete(name ?? '')
        ? { status: 204, body: '' }
        : { status: 404, body: { error: 'not found' } };
    }
    return { body: name ? stored.get(name) : [...stored.values()] };
  });
};

describe('every call', () => {
  test('ends by its deadline, naming the call', async () => {
    const { client, apiUrl } = await fakeApi(() => 'never', 200);
    await expect(client.probe()).rejects.toThrow(
      `Toxiproxy did not answer GET ${apiUrl}/proxies within 200 ms; it hangs and has to be restarted.`,
    );
  });

  test('names the address when nobody listens', async () => {
    const { client, apiUrl } = await fakeApi(() => 'never', 200);
    await new Promise((done) => server?.close(done));
    await expect(client.readToxics('decision')).rejects.toThrow(
      new RegExp(`cannot be reached for GET ${apiUrl}/.*\\(.*ECONNREFUSED.*\\); .*TOXIPROXY_API_URL\\.$`),
    );
  });

  test.each([
    [
      404,
      { error: 'proxy not found', status: 404 },
      /answered 404 to GET .*\(proxy not found\); check that the proxy/,
    ],
    [409, { error: 'toxic already exists' }, /answered 409 .*\(toxic already exists\); remove the one/],
    [503, '', /answered 503 to GET [^ ]*; it hangs and has to be restarted\.$/],
    [500, { error: 'a "quoted" word' }, /answered 500 .*\(a "quoted" word\); its log/],
  ])("tells the status %s, the server's words and the remedy", async (status, body, message) => {
    const { client } = await fakeApi(() => ({ status, body }));
    const error = await client.readToxics('decision').catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ToxiproxyError);
    expect(error).toMatchObject({ status, message: expect.stringMatching(message) });
  });

  test('says so when something else listens there', async () => {
    const { client } = await fakeApi(() => ({ body: '<html>' }));
    await expect(client.probe()).rejects.toThrow(/is no Toxiproxy .*TOXIPROXY_API_URL/);
  });
});

describe('ensureProxy', () => {
  test('enables a proxy that somebody disabled', async () => {
    let enabled = false;
    const { client, calls } = await fakeApi((call) => {
      if (call === 'POST /populate') return { status: 201, body: { proxies: [] } };
      if (call.startsWith('POST')) enabled = true;
      return { body: { ...PROXY, enabled } };
    });
    expect(await client.ensureProxy(PROXY)).toBe('enabled');
    expect(calls).toContain('POST /proxies/decision');
    expect(await client.ensureProxy(PROXY)).toBe('ready');
  });

  test.each([true, false])('a proxy that does not become enabled=%s is an error', async (enabled) => {
    const { client } = await fakeApi(() => ({ body: { ...PROXY, enabled: !enabled } }));
    await expect(client.setEnabled('decision', enabled)).rejects.toThrow(/decision reads back (en|dis)abled/);
  });

  test('names TOXIPROXY_LISTEN when the address is taken', async () => {
    const error = 'listen tcp 127.0.0.1:18474: bind: address already in use';
    const { client } = await fakeApi(() => ({ status: 500, body: { error, status: 500, proxies: [] } }));
    await expect(client.ensureProxy(PROXY)).rejects.toThrow(
      /^Toxiproxy cannot listen on 127\.0\.0\.1:18474; .*TOXIPROXY_LISTEN.*address already in use/,
    );
  });
});

describe('injectToxics', () => {
  test('takes what reads back the same: a 32-bit toxicity, attributes left out as 0', async () => {
    const { client } = await keepingApi((added) => ({
      ...added,
      toxicity: Math.fround(added.toxicity),
      attributes: { ...added.attributes, jitter: 0 },
    }));
    await client.injectToxics('decision', [toxic('aurora_a'), toxic('aurora_b')]);
    expect(await client.readToxics('decision')).toHaveLength(2);
  });

  test.each<[string, (added: Toxic) => unknown, RegExp]>([
    ['type', (added) => ({ ...added, type: 'timeout' }), /reads back type timeout, not latency/],
    ['stream', (added) => ({ ...added, stream: 'upstream' }), /reads back stream upstream, not downstream/],
    ['toxicity', (added) => ({ ...added, toxicity: 1 }), /reads back toxicity 1, not 0\.1/],
    ['attribute', (added) => ({ ...added, attributes: { latency: 8 } }), /attribute latency 8, not 800/],
    ['attribute it drops', (added) => ({ ...added, attributes: {} }), /attribute latency undefined, not 800/],
  ])('a changed %s is an error, and takes all back', async (_, change, message) => {
    const { client } = await keepingApi((added) => (added.name === 'aurora_b' ? change(added) : added));
    await expect(client.injectToxics('decision', [toxic('aurora_a'), toxic('aurora_b')])).rejects.toThrow(
      message,
    );
    expect(await client.readToxics('decision')).toEqual([]);
  });

  test('one that was there before us is not taken back', async () => {
    const { client, calls } = await keepingApi((added) => added, { aurora_b: 409 });
    await expect(client.injectToxics('decision', [toxic('aurora_a'), toxic('aurora_b')])).rejects.toThrow(
      /409/,
    );
    expect(calls.filter((call) => call.startsWith('DELETE'))).toEqual([
      'DELETE /proxies/decision/toxics/aurora_a',
    ]);
  });

  test('refuses a name that healing would not find', async () => {
    const { client, calls } = await keepingApi((added) => added);
    await expect(client.injectToxics('decision', [toxic('latency')])).rejects.toThrow(
      /must be named aurora_/,
    );
    expect(calls.filter((call) => call.startsWith('POST'))).toEqual([]);
  });
});

test('removeToxics does not believe an answer that the list contradicts', async () => {
  const { client } = await fakeApi((call) =>
    call.startsWith('DELETE') ? { status: 204, body: '' } : { body: [toxic('aurora_a')] },
  );
  await expect(client.removeToxics('decision', ['aurora_a'])).rejects.toThrow(
    /still lists aurora_a on decision/,
  );
});

test('parseReceivedBytes sums the series of one proxy by direction', () => {
  const series = (direction: string, proxy: string, upstream: string, value: string) =>
    `toxiproxy_proxy_received_bytes_total{direction="${direction}",listener="127.0.0.1:1",proxy="${proxy}",upstream="${upstream}"} ${value}`;
  const text = [
    '# TYPE toxiproxy_proxy_received_bytes_total counter',
    series('upstream', 'decision', 'a:1', '100'),
    series('upstream', 'decision', 'b:1', '1.5e+06'),
    series('downstream', 'decision', 'a:1', '7'),
    series('downstream', 'other', 'a:1', '9'),
    series('downstream', 'decision', 'a:1', '5').replace('received', 'sent'),
  ].join('\n');
  expect(parseReceivedBytes(text, 'decision')).toEqual({ upstreamBytes: 1_500_100, downstreamBytes: 7 });
  expect(parseReceivedBytes(text, 'none')).toEqual({ upstreamBytes: 0, downstreamBytes: 0 });
});
