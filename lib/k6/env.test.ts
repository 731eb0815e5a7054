import { afterEach, describe, expect, it, test, vi } from 'vitest';

/** What a script that was built for the shop reads of its environment. */
async function read(env: Readonly<Record<string, string>>) {
  vi.resetModules();
  vi.stubGlobal('__ENV', env);
  return import('./env.ts');
}
const SHOP = { BASE: 'http://shop:8080' };
const ON_EDGE = { TOXIPROXY_ENABLED: 'true', CHAOS: 'edge' };

afterEach(() => vi.unstubAllGlobals());

describe('the plan', () => {
  it('is played against BASE, and against nobody without one', async () => {
    expect((await read(SHOP)).readPlan().base).toBe('http://shop:8080');
    expect((await read({})).readPlan).toThrow(/^aurora-gate: BASE is not given, .*-e BASE=http/);
  });

  it('injects no toxics unless an orchestrator says that it does', async () => {
    expect((await read(SHOP)).readPlan().chaos.enabled).toBe(false);
    const alone = await read({ ...SHOP, ...ON_EDGE });
    expect([alone.ASKS_IN_VAIN, alone.readPlan().chaos.enabled]).toEqual([true, false]);
    expect((await read({ ...SHOP, ...ON_EDGE, EVENTS: 'on' })).readPlan().chaos.enabled).toBe(true);
  });

  it('is the same in every VU, whose seed is drawn in setup', async () => {
    const [one, other] = [(await read(SHOP)).readPlan(), (await read(SHOP)).readPlan()];
    expect(one).toEqual(other);
    expect(one.seed).toBe(0);
  });

  test.each<[Readonly<Record<string, string>>, RegExp]>([
    [{ BASE_RPS: 'many' }, /^aurora-gate: BASE_RPS=many/],
    [{ GATE_SERVICE: 'post' }, /^aurora-gate: GATE_SERVICE=post: this script was built for shop; /],
  ])('is refused in one sentence where %j cannot be used', async (env, sentence) => {
    const { readPlan } = await read(env);
    expect(readPlan).toThrow(sentence);
  });

  test.each([
    'shop',
    '',
    './services/shop/service.ts',
  ])('is not refused for GATE_SERVICE=%s', async (name) => {
    const { readPlan } = await read({ ...SHOP, GATE_SERVICE: name });
    expect(readPlan).not.toThrow();
  });
});

it('says whether the journal is written, and what was given', async () => {
  expect(await read({ EVENTS: 'on', SEED: '7', RUN_ID: 'r1' })).toMatchObject({
    WRITES_JOURNAL: true,
    GIVEN: { seed: '7', runId: 'r1' },
  });
  expect(await read({ EVENTS: 'yes', SEED: '' })).toMatchObject({
    WRITES_JOURNAL: false,
    GIVEN: { seed: undefined, runId: undefined },
  });
});

describe('one of several k6', () => {
  const SHARED = { ...SHOP, SEED: '0', RUN_ID: 'together' };

  it('is a segment with a journal of its own, and injects nothing', async () => {
    const env = await read({ ...SHARED, ...ON_EDGE, SEGMENT: '2/3' });
    expect(env.readPlan()).toMatchObject({ runners: 3, segment: { runner: 2 }, chaos: { enabled: false } });
    expect([env.WRITES_JOURNAL, env.ASKS_IN_VAIN]).toEqual([true, true]);
  });

  it('is followed by somebody', async () => {
    const env = await read({ ...SHARED, RUNNERS: '3', EVENTS: 'on' });
    const plan = env.readPlan();
    expect([plan.runners, plan.segment]).toEqual([3, undefined]);
  });

  test.each<[Readonly<Record<string, string>>, RegExp]>([
    [{ ...SHOP, RUN_ID: 'a', SEGMENT: '1/3' }, /^aurora-gate: SEGMENT=1\/3: give SEED and RUN_ID too/],
    [{ ...SHOP, SEED: '1', SEGMENT: '1/3' }, /^aurora-gate: SEGMENT=1\/3: give SEED and RUN_ID too/],
    [{ ...SHARED, RUNNERS: '3' }, /^aurora-gate: RUNNERS=3: npm run soak -- --runners 3 follows them/],
    [{ ...SHARED, SEGMENT: '4/3' }, /^aurora-gate: SEGMENT=4\/3: give i\/n/],
    [{ ...SHARED, SEGMENT: 'one' }, /^aurora-gate: SEGMENT=one: give which of how many/],
  ])('is refused in one sentence: %j', async (env, sentence) => {
    expect((await read(env)).readPlan).toThrow(sentence);
  });
});
