// A canary whose share follows the evidence, through the reference actuator and the real rollback: good ones get all, bad ones none.
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDeps } from '../../test/rollback/quick.ts';
import type { Decision } from '../decision/decision.ts';
import { createFileLease } from '../rollback/http/file-lease.ts';
import { createHttpActuator } from '../rollback/http/http-actuator.ts';
import { type ReferenceServer, startReference } from '../rollback/http/reference-server.ts';
import { rollBack } from '../rollback/roll-back.ts';
import { adapt } from './adapt.ts';

const NAME = 'shop';
const TOKEN = 'a-token-of-some-length';
const HEADER = 'x-aurora-gate-cohort';
let dir = '';
let version: Server;
let reference: ReferenceServer;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-adaptive-'));
  version = createServer((_, response) => response.end('ok'));
  await new Promise<void>((resolve) => version.listen(0, '127.0.0.1', resolve));
  const address = version.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  reference = await startReference({
    ...{ name: NAME, token: TOKEN, host: '127.0.0.1', port: 0, frontPort: 0, stateDir: dir },
    ...{ canaryUrl: url, stableUrl: url, versionHeader: HEADER, userHeader: '' },
  });
});
afterAll(async () => {
  await reference.close();
  await new Promise((resolve) => version.close(resolve));
  await rm(dir, { recursive: true, force: true });
});

type Told = Pick<Decision, 'decision' | 'evidence'>;

/** Plays what is decided at each look; the clock goes on by a second at each. */
async function play(decisions: (look: number) => Told) {
  const shares: number[] = [];
  const said: string[] = [];
  const steps: number[] = [];
  let looks = 0;
  let nowMs = 0;
  const target = { url: reference.url, token: TOKEN, callMs: 2_000 };
  const ended = await adapt({
    target,
    name: NAME,
    limits: { firstPct: 5, maxRisePct: 30, stepMs: 2_000 },
    actor: 'adaptive',
    ask: async (step) => {
      steps.push(step);
      return decisions(looks++);
    },
    rollBack: async (why) => {
      const request = { id: `adaptive-${looks}`, actor: 'adaptive', trigger: 'adaptive', reasons: [why] };
      const lease = createFileLease(join(dir, 'locks'), NAME);
      const { deps } = createDeps(reference.frontUrl);
      const actuator = createHttpActuator({
        ...target,
        name: NAME,
        version: 'canary',
        backTo: 0,
        request,
        lease,
      });
      return rollBack(actuator, request, deps);
    },
    lookMs: 1_000,
    blindMs: 5_000,
    now: () => nowMs,
    pause: async (ms) => {
      nowMs += ms;
      shares.push(reference.percentage());
    },
    say: (line) => said.push(line),
    stop: AbortSignal.timeout(25_000),
  });
  return { ended, shares: shares.filter((pct, n) => pct !== shares[n - 1]), said, steps };
}

it('gives a good version all of the users, and never more at once than it may', async () => {
  const { ended, shares } = await play((look) => ({
    decision: look < 10 ? 'hold' : 'promote',
    evidence: { good: Math.min(1, look / 10), harm: 0 },
  }));
  expect(ended).toBe('promoted');
  expect(shares[0]).toBe(5);
  expect(shares.at(-1)).toBe(100);
  for (const [n, pct] of shares.entries()) expect(pct - (shares[n - 1] ?? 0)).toBeLessThanOrEqual(30);
});

it('takes a bad version back, and reads that it is gone', async () => {
  await reset();
  const { ended, shares } = await play((look) =>
    look < 4
      ? { decision: 'hold', evidence: { good: 0.9, harm: 0 } }
      : { decision: 'abort', evidence: { good: 0, harm: 1 } },
  );
  expect(ended).toBe('rolled-back');
  expect(Math.max(...shares)).toBeGreaterThan(5);
  expect(reference.percentage()).toBe(0);
});

it('goes back to few users at a suspicion, and on when it is over', async () => {
  await reset();
  const { ended, shares, steps } = await play((look) => {
    if (look < 4) return { decision: 'hold', evidence: { good: 0.9, harm: 0 } };
    if (look < 6) return { decision: 'hold', evidence: { good: 0.5, harm: 0.6 } };
    return { decision: 'promote', evidence: { good: 1, harm: 0 } };
  });
  expect(shares.slice(0, 3)).toEqual([5, 35, 5]);
  // Going up again is no step: whoever goes to and fro is not held for ever.
  expect(shares).toEqual([5, 35, 5, 35, 65, 95, 100]);
  expect(steps.at(-1)).toBe(5);
  expect(ended).toBe('promoted');
});

it('takes back what nobody can tell any more', async () => {
  await reset();
  const { ended, said } = await play((look) => {
    if (look >= 3) throw new Error('the decision server is gone');
    return { decision: 'hold', evidence: { good: 0.5, harm: 0 } };
  });
  expect(ended).toBe('rolled-back');
  expect(said.join()).toContain('nothing was known of it for 5 s');
  expect(reference.percentage()).toBe(0);
});

/** Back to nobody, as before a canary. */
async function reset(): Promise<void> {
  const url = `${reference.url}/v1/rollouts/${NAME}`;
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
  const etag = (await fetch(url, { headers })).headers.get('etag') ?? '';
  const response = await fetch(url, {
    method: 'PUT',
    headers: { ...headers, 'if-match': etag, 'idempotency-key': crypto.randomUUID() },
    body: JSON.stringify({ percentage: 0, changed_by: 'test', reason: 'the next one' }),
  });
  expect(response.status).toBe(200);
}
