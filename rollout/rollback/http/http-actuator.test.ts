// Rollbacks through the reference actuator, over a proxy that fails in every way of the table.
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { FAULTS, type Fault } from '../../../test/rollback/faults.ts';
import { type FaultyProxy, startFaultyProxy } from '../../../test/rollback/faulty-proxy.ts';
import { createDeps, QUICK, REQUEST } from '../../../test/rollback/quick.ts';
import { type RollbackResult, rollBack } from '../roll-back.ts';
import { createFileLease } from './file-lease.ts';
import { createHttpActuator } from './http-actuator.ts';
import { createHttpLease } from './http-lease.ts';
import { type ReferenceServer, startReference } from './reference-server.ts';

const TOKEN = 'a-token-of-tests';
const NAME = 'shop';
const FIRST_PERCENTAGE = 40;
let dir = '';
let version: Server;
let versionUrl = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-rollback-'));
  version = createServer((_, response) => response.end('ok'));
  await new Promise<void>((resolve) => version.listen(0, '127.0.0.1', resolve));
  const address = version.address();
  versionUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
});
afterAll(async () => {
  await new Promise((resolve) => version.close(resolve));
  await rm(dir, { recursive: true, force: true });
});

interface Rig {
  readonly reference: ReferenceServer;
  readonly proxy: FaultyProxy;
  readonly stateDir: string;
  readonly set: (percentage: number) => Promise<void>;
  readonly roll: (
    more?: Parameters<typeof createDeps>[1],
  ) => Promise<RollbackResult & { readonly said: readonly string[] }>;
  readonly close: () => Promise<void>;
}

let rigs = 0;
async function createRig(fault: Fault, percentage = FIRST_PERCENTAGE): Promise<Rig> {
  const stateDir = join(dir, String(++rigs));
  const reference = await startReference({
    ...{ name: NAME, token: TOKEN, host: '127.0.0.1', port: 0, frontPort: 0, stateDir },
    ...{ canaryUrl: versionUrl, stableUrl: versionUrl },
    ...{ versionHeader: 'x-aurora-gate-cohort', userHeader: 'x-user' },
  });
  const set = async (to: number) => {
    const url = `${reference.url}/v1/rollouts/${NAME}`;
    const headers = { authorization: `Bearer ${TOKEN}` };
    const etag = (await fetch(url, { headers })).headers.get('etag') ?? '';
    const response = await fetch(url, {
      method: 'PUT',
      headers: { ...headers, 'if-match': etag, 'idempotency-key': crypto.randomUUID() },
      body: JSON.stringify({ percentage: to, changed_by: 'a ramp', reason: 'a test' }),
    });
    expect(response.status).toBe(200);
  };
  await set(percentage);
  const proxy = await startFaultyProxy({
    listen: { port: 0 },
    upstream: { port: Number(new URL(reference.url).port) },
    fault,
    toHalf: (body) =>
      JSON.stringify({
        ...(JSON.parse(body) as object),
        percentage: Math.max(1, reference.percentage() / 2),
      }),
    putBack: () => set(percentage),
  });
  const target = { url: `http://127.0.0.1:${proxy.port}`, token: TOKEN, callMs: QUICK.callMs };
  return {
    reference,
    proxy,
    stateDir,
    set,
    async roll(more = {}) {
      const { deps, told } = createDeps(reference.frontUrl, more);
      const fallback = createFileLease(join(stateDir, 'locks'), NAME);
      const actuator = createHttpActuator({
        ...target,
        ...{ name: NAME, version: 'canary', backTo: 0, request: REQUEST },
        lease: createHttpLease(target, NAME, fallback, deps.tell),
      });
      return { ...(await rollBack(actuator, REQUEST, deps)), said: told };
    },
    async close() {
      await Promise.all([proxy.close(), reference.close()]);
    },
  };
}
const SOUND: Fault = { id: 'none', treat: () => ({ do: 'pass' }), ends: 'rolled-back' };

describe('a rollback, where', () => {
  test.concurrent.each(
    FAULTS.filter(({ only }) => only !== 'argo').map((fault) => [fault.id, fault.ends, fault] as const),
  )('%s: %s', async (_, ends, fault) => {
    const rig = await createRig(fault);
    try {
      const { outcome, byHand, reasons, told, said } = await rig.roll();
      expect(outcome, [...said, ...reasons].join('\n')).toBe(ends);
      expect(reasons.length).toBeGreaterThan(0);
      if (outcome === 'rolled-back') expect(rig.reference.percentage()).toBe(0);
      else expect(byHand.join()).toContain(NAME);
      expect(told).toBeLessThan(30);
      expect([...reasons, ...byHand, ...said].join()).not.toContain(TOKEN);
    } finally {
      await rig.close();
    }
  });
});

it('is over at once the second time, and says so', async () => {
  const rig = await createRig(SOUND);
  const first = await rig.roll();
  const writes = () => rig.proxy.calls.filter((call) => call === `PUT /v1/rollouts/${NAME}`).length;
  expect(first).toMatchObject({ outcome: 'rolled-back', isAlready: false, told: 1, version: 'canary' });
  const second = await rig.roll();
  expect(second).toMatchObject({ outcome: 'rolled-back', isAlready: true, told: 0, byHand: [] });
  expect(writes()).toBe(1);
  await rig.close();
});
