// The soak against a BFF of one's own: with our Toxiproxy, with theirs, and without chaos.
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureTool } from '../../lib/node/build/tools.ts';
import { connectToxiproxy } from '../../lib/node/chaos/toxiproxy.ts';
import { startToxiproxy } from '../../lib/node/chaos/toxiproxy-process.ts';
import { findFreePort } from '../../lib/node/process/ports.ts';
import { type Service, startService, startUpstream, toHostPort } from '../../lib/node/stack/stack.ts';
import { AURORA, createRig, ONE_TOXIC, type Rig } from '../running/rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await createRig();
});
afterAll(async () => rig[Symbol.asyncDispose]());

describe('a BFF of one’s own', () => {
  let upstream: Service;
  let bff: Service;
  let listen: string;
  beforeAll(async () => {
    listen = `127.0.0.1:${await findFreePort()}`;
    upstream = (await startUpstream(AURORA, join(rig.dir, 'stack.log')))!;
    bff = await startService(AURORA, {
      upstreamUrl: `http://${listen}`,
      defects: '',
      logFile: join(rig.dir, 'stack.log'),
    });
  });
  afterAll(async () => {
    await bff.child.stop();
    await upstream.child.stop();
  });
  const wired = () => ({
    ...ONE_TOXIC,
    BASE: bff.url,
    TOXIPROXY_UPSTREAM: toHostPort(upstream.url),
    TOXIPROXY_LISTEN: listen,
  });

  test('our Toxiproxy before its upstream', async () => {
    const { summary } = await rig.soak(wired());
    expect(summary.verdict).toMatchObject({ outcome: 'pass' });
    expect(summary.chaos_windows).toMatchObject([{ mode: 'timeout', effect: 'shown', healed: true }]);
  });

  test.each([
    ['whose metrics do not tell of the upstream is read by its answers', '', 'pass'],
    ['in a mock mode is no pass, whatever its metrics', 'bypass_upstream', 'inconclusive'],
  ])('a service %s', async (_, defects, outcome) => {
    const put = (body: string) => fetch(`${bff.url}/__defects`, { method: 'PUT', body });
    expect((await put(defects)).ok).toBe(true);
    const { summary } = await rig
      .soak({ ...wired(), METRICS_URL: `${bff.url}/healthz`, TOXIPROXY_MODES: 'latency' })
      .finally(() => put(''));
    expect(summary.verdict).toMatchObject({ outcome });
    expect(summary.chaos_windows).toMatchObject([
      { because: expect.stringContaining('answers'), healed: true },
    ]);
  });

  test('one that keeps two connections is reset at the default toxicity', async () => {
    const kept = await startService(AURORA, {
      upstreamUrl: `http://${listen}`,
      defects: '',
      logFile: join(rig.dir, 'stack.log'),
      env: { AURORA_UPSTREAM_CONNECTIONS: '2' },
    });
    try {
      const { summary } = await rig.soak({
        ...wired(),
        BASE: kept.url,
        TOXIPROXY_MODES: 'reset',
        CHAOS_RPS: '12',
      });
      expect(summary.chaos_windows).toMatchObject([{ mode: 'reset', effect: 'shown', healed: true }]);
      // Two, and one more for each that was reset.
      const [, opened] = /opened in the slot: (\d+)/.exec(summary.chaos_windows[0]?.because ?? '') ?? [];
      expect(Number(opened)).toBeLessThan(summary.chaos_windows[0]?.upstream_calls ?? 0);
    } finally {
      await kept.child.stop();
    }
  });

  test('two replicas behind one METRICS_URL are read by their answers, and it is said', async () => {
    const other = await startService(AURORA, {
      upstreamUrl: `http://${listen}`,
      defects: '',
      logFile: join(rig.dir, 'stack.log'),
    });
    const replicas = [bff.url, other.url];
    let turn = 0;
    const door = createServer((client) => {
      const { hostname, port } = new URL(replicas[turn++ % replicas.length] ?? '');
      const replica = connect(Number(port), hostname);
      client.pipe(replica).pipe(client);
      const end = () => void [client, replica].map((socket) => socket.destroy());
      client.on('error', end);
      replica.on('error', end);
    });
    await new Promise<void>((resolve) => void door.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = door.address() as AddressInfo;
      const { summary } = await rig.soak({ ...wired(), METRICS_URL: `http://127.0.0.1:${port}/metrics` });
      expect(summary.verdict).toMatchObject({ outcome: 'pass' });
      expect(summary.chaos_windows).toMatchObject([
        { effect: 'shown', because: expect.stringContaining('answers degraded'), upstream_calls: null },
      ]);
      const said = (id: string) => summary.verdict.gates.find((gate) => gate.id === id)?.because;
      expect(said('toxics_bit')).toContain('more than one process');
      expect(said('chaos_degraded_honestly')).toContain('is assumed to have failed them all');
    } finally {
      door.close();
      await other.child.stop();
    }
  });

  test('a Toxiproxy that runs already is used, healed and left running', async () => {
    const apiUrl = `http://127.0.0.1:${await findFreePort()}`;
    const server = await startToxiproxy({
      binary: await ensureTool('toxiproxy'),
      apiUrl,
      logFile: join(rig.dir, 'theirs.log'),
    });
    try {
      const { summary } = await rig.soak({ ...wired(), TOXIPROXY_API_URL: apiUrl });
      expect(summary.verdict).toMatchObject({ outcome: 'pass' });
      expect(await connectToxiproxy({ apiUrl }).readToxics('aurora_upstream')).toEqual([]);
    } finally {
      await server.stop();
    }
  });

  test('without toxics the windows keep their rate, and the summary says that no chaos was injected', async () => {
    const server = await startToxiproxy({
      binary: await ensureTool('toxiproxy'),
      apiUrl: `http://127.0.0.1:${await findFreePort()}`,
      logFile: join(rig.dir, 'plain.log'),
    });
    try {
      await connectToxiproxy({ apiUrl: server.apiUrl }).ensureProxy({
        name: 'plain',
        listen,
        upstream: toHostPort(upstream.url),
      });
      const { summary } = await rig.soak({ ...ONE_TOXIC, BASE: bff.url, TOXIPROXY_ENABLED: '' });
      expect(summary).toMatchObject({
        toxiproxy_enabled: false,
        chaos_windows: [],
        verdict: { outcome: 'pass' },
      });
      // Five a second, and six in the nine seconds of the window.
      expect(Object.keys(summary.phases)).toEqual(['baseline']);
      expect(summary.phases.baseline.journeys).toBeGreaterThan(26 * 5 + 4);
    } finally {
      await server.stop();
    }
  });
});
