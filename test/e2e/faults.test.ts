// Every fault on a real Toxiproxy, between the service's own caller and the real upstream: set, read back, bites, heals.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { assessEffect, computeCallsToSee, type UpstreamStretch } from '../../lib/core/chaos/chaos-proof.ts';
import { INJECTIONS, type Injection, resolveFaults } from '../../lib/core/faults/injection.ts';
import { parseFaultSettings } from '../../lib/core/faults/settings.ts';
import { FAULT_IDS, type FaultId } from '../../lib/core/faults/table.ts';
import { ensureTool } from '../../lib/node/build/tools.ts';
import { injectFault } from '../../lib/node/chaos/chaos.ts';
import { type StartAgent, startDisruptorAgent } from '../../lib/node/chaos/disruptor-agent.ts';
import { healProxy } from '../../lib/node/chaos/heal.ts';
import { measureHeldMs } from '../../lib/node/chaos/held-connection.ts';
import { connectToxiproxy, type ProxySpec, type ToxiproxyClient } from '../../lib/node/chaos/toxiproxy.ts';
import { startToxiproxy, type ToxiproxyServer } from '../../lib/node/chaos/toxiproxy-process.ts';
import { findFreePort } from '../../lib/node/process/ports.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import { type Service, startUpstream, toHostPort } from '../../lib/node/stack/stack.ts';
import { createHttpUpstreamCall } from '../../services/aurora/reference/upstream/upstream-call.ts';
import { AURORA } from '../running/rig.ts';

const BUDGET_MS = 12_000;

let dir: string;
let server: ToxiproxyServer;
let upstream: Service;
let client: ToxiproxyClient;
let proxy: ProxySpec;
let startAgent: StartAgent;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-faults-'));
  upstream = (await startUpstream(AURORA, join(dir, 'upstream.log')))!;
  const apiUrl = `http://127.0.0.1:${await findFreePort()}`;
  const logFile = join(dir, 'toxiproxy.log');
  server = await startToxiproxy({ binary: await ensureTool('toxiproxy'), apiUrl, logFile });
  client = connectToxiproxy({ apiUrl });
  proxy = {
    name: 'decision',
    listen: `127.0.0.1:${await findFreePort()}`,
    upstream: toHostPort(upstream.url),
  };
  await client.ensureProxy(proxy);
  const binary = await ensureTool('disruptor-agent', { onProgress: () => {} });
  startAgent = (to, errors, forSec) =>
    startDisruptorAgent({ binary, upstream: to, errors, forSec, logFile: join(dir, 'agent.log') });
  // The first calls of two young processes are slower than any toxic.
  await makeCalls(100);
});
afterEach(async () => {
  expect(await healProxy({ client, proxy })).toMatchObject({ healed: true });
});
afterAll(async () => {
  await server.stop();
  await upstream.child.stop();
  await rm(dir, { recursive: true, force: true });
});

/** So many calls through the proxy, four at a time. */
async function makeCalls(calls: number): Promise<UpstreamStretch> {
  const call = createHttpUpstreamCall(`http://${proxy.listen}`);
  const question = {
    intent: 'reco_products',
    lang: 'EN',
    traceId: 'trace_faults',
    profile: { skinType: 'oily' },
    routine: null,
    photoIds: [],
  } as const;
  let [left, errors, durationMs] = [calls, 0, 0];
  const work = async () => {
    while (left-- > 0) {
      const from = performance.now();
      await call(question, AbortSignal.timeout(BUDGET_MS)).catch(() => errors++);
      durationMs += performance.now() - from;
    }
  };
  await Promise.all([work(), work(), work(), work()]);
  const heldMs = await measureHeldMs(proxy.listen, 5_000);
  return { calls, errors, durationMs, bytes: 0, ...(heldMs === undefined ? {} : { heldMs }) };
}

async function expectHealthy(): Promise<void> {
  expect(await client.readProxy(proxy.name)).toMatchObject({
    enabled: true,
    upstream: proxy.upstream,
    toxics: [],
  });
  expect((await makeCalls(4)).errors).toBe(0);
}

async function expectToBite(fault: Injection): Promise<void> {
  let baseline = await makeCalls(12);
  // Twice what is needed: enough for a rare one to come up, and as many without it prove nothing.
  const calls = Math.max(8, 2 * computeCallsToSee(fault));
  // A busy machine may slow some calls by as much as a fault does: it has to be quiet over two stretches.
  await waitFor('two stretches alike', 30_000, async () => {
    const before = await makeCalls(calls);
    const { effect } = assessEffect(fault, baseline, before);
    baseline = before;
    return effect === 'none' || undefined;
  });

  const agent = await injectFault({ client, proxy, startAgent }, fault);
  try {
    const effect = assessEffect(fault, baseline, await makeCalls(calls));
    expect(effect, effect.because).toMatchObject({ effect: 'shown' });
    expect(await healProxy({ client, proxy })).toMatchObject({ healed: true, rung: 'removed' });
  } finally {
    await agent?.stop();
  }
  await expectHealthy();
}

describe('does nothing before it is set, bites while it is, and heals', () => {
  test.each(FAULT_IDS)('%s', (id) => expectToBite(INJECTIONS[id]));
});

describe('on its way up, and with other values', () => {
  test.each<[FaultId, string]>([
    ['latency', 'latency.latency=300,latency.jitter=0,latency.stream=upstream'],
    ['timeout', 'timeout.timeout=100,timeout.stream=upstream'],
    ['reset', 'reset.toxicity=0.5,reset.stream=upstream'],
    ['bandwidth', 'bandwidth.rate=1,bandwidth.stream=upstream'],
    ['slicer', 'slicer.average_size=20,slicer.size_variation=5,slicer.stream=upstream'],
    ['slow_close', 'slow_close.delay=300,slow_close.stream=upstream'],
    ['limit_data', 'limit_data.bytes=100,limit_data.stream=upstream'],
    ['http_errors', 'http_errors.percent=100,http_errors.status=500'],
  ])('%s with %s', (id, list) => expectToBite(resolveFaults(parseFaultSettings(list))[id]));
});

describe('down', () => {
  test('what is left disabled is found and enabled by whoever comes next, twice over', async () => {
    await injectFault({ client, proxy }, INJECTIONS.down);
    expect((await client.readProxy(proxy.name)).enabled).toBe(false);
    expect(await client.ensureProxy(proxy)).toBe('enabled');
    expect(await client.ensureProxy(proxy)).toBe('ready');
    await expectHealthy();
  });

  test('with a toxic of ours beside it: both go', async () => {
    await injectFault({ client, proxy }, INJECTIONS.latency);
    await injectFault({ client, proxy }, INJECTIONS.down);
    expect(await healProxy({ client, proxy })).toMatchObject({
      rung: 'removed',
      why: 'Enabled decision again. Removed aurora_latency from decision.',
    });
    await expectHealthy();
  });
});
