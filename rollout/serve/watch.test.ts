import { afterEach, describe, expect, it, test, vi } from 'vitest';
import type { Measurements } from '../decision/measurements.ts';
import type { Override } from '../decision/override.ts';
import { POLICIES } from '../decision/policies.ts';
import type { ReleaseCheck } from '../facts/release-check.ts';
import type { Asked } from '../measure/measure.ts';
import { deny } from '../policy/clauses/clause.ts';
import type { Journal } from './journal.ts';
import type { Known, Store } from './store.ts';
import { createWatch, type Decided, MAX_ROLLOUTS, type Question, type Watch } from './watch.ts';

const QUESTION: Question = { namespace: 'shop', rollout: 'web', canary: 'new', stable: 'old', step: 0 };
const SLOS = [{ id: 'up', title: 'Up', objectiveRatio: 0.99 }];
const START_MS = 1_000_000;
const POLICY = POLICIES.staging;

/** A watch whose looks find nothing but what the gate says. */
function createRig(before: readonly Known[] = [], release?: ReleaseCheck) {
  let nowMs = START_MS;
  let gate: Measurements['gate'] = { atMs: START_MS, missing: 'no run yet' };
  const looks: Asked[] = [];
  const rows: object[] = [];
  const written: Known[] = [];
  const told: string[] = [];
  const heard: Decided[] = [];
  let pausing: Promise<void> = Promise.resolve();
  const missing = { atMs: START_MS, missing: 'nobody answers' };
  const store: Store = {
    readAll: async () => ({ known: written, unusable: [] }),
    write: async (known) => void written.push(known),
  };
  const journal: Journal = { rows: () => [], append: async (row) => void rows.push(row) };
  const watch = createWatch(
    {
      policy: POLICY,
      slos: SLOS,
      look: async (asked) => {
        looks.push(asked);
        await pausing;
        const { canary, stable, step } = asked;
        return { nowMs, canary, stable, step, counts: missing, flows: missing, gate, usage: missing };
      },
      release,
      store,
      journal,
      tell: (line) => told.push(line),
      now: () => nowMs,
      countBackMs: 20_000,
    },
    before,
  );
  watch.subscribe((decided) => heard.push(decided));
  watches.push(watch);
  return {
    watch,
    looks,
    rows,
    written,
    told,
    heard,
    store,
    journal,
    pass: (ms: number) => {
      nowMs += ms;
    },
    say: (outcome: 'pass' | 'fail') => {
      gate = { atMs: nowMs, value: { outcome, finishedAtMs: nowMs, tried: undefined } };
    },
    pause: (until: Promise<void>) => {
      pausing = until;
    },
  };
}
const watches: Watch[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const watch of watches.splice(0)) await watch.close();
});
const toOverride = (to: Override['to'], nowMs = START_MS): Override => ({
  to,
  canary: 'new',
  by: 'Ann',
  reason: 'a freeze',
  atMs: nowMs,
  untilMs: nowMs + 60_000,
});

describe('a question', () => {
  it('is answered by a look, and by the same one until it is old', async () => {
    const { watch, looks, pass } = createRig();
    const first = await watch.ask(QUESTION);
    expect(first).toMatchObject({ decision: 'hold', namespace: 'shop', rollout: 'web', canary: 'new' });
    pass(POLICY.blockS * 2_000 - 1);
    expect(await watch.ask(QUESTION)).toBe(first);
    pass(1);
    await watch.ask(QUESTION);
    expect(looks).toHaveLength(2);
  });

  it('that comes twice at once is one look', async () => {
    const { watch, looks } = createRig();
    await Promise.all([watch.ask(QUESTION), watch.ask(QUESTION)]);
    expect(looks).toHaveLength(1);
  });

  it('about the next step, or after full promotion, is a new look', async () => {
    const { watch, looks } = createRig();
    await watch.ask(QUESTION);
    expect((await watch.ask({ ...QUESTION, step: 1 })).step).toBe(1);
    expect((await watch.ask({ ...QUESTION, step: undefined })).step).toBe(1);
    await watch.ask({ ...QUESTION, stable: 'new' });
    expect(looks.map(({ step, stable }) => [step, stable])).toEqual([
      [0, 'old'],
      [1, 'old'],
      [0, 'new'],
    ]);
  });

  it('about another canary begins anew, while a look is under way, too', async () => {
    const { watch, written, say, pause } = createRig();
    say('fail');
    expect((await watch.ask(QUESTION)).decision).toBe('abort');
    let go = () => {};
    pause(
      new Promise((resolve) => {
        go = resolve;
      }),
    );
    const late = watch.ask({ ...QUESTION, step: 1 });
    const other = watch.ask({ ...QUESTION, canary: 'newer' });
    go();
    expect([(await late).canary, (await other).canary]).toEqual(['newer', 'newer']);
    expect(written.at(-1)?.state).toMatchObject({ canary: 'newer' });
  });

  it('about too many rollouts is refused', async () => {
    const { watch } = createRig();
    const ask = (n: number) => watch.ask({ ...QUESTION, rollout: `web-${n}` });
    await Promise.all(Array.from({ length: MAX_ROLLOUTS }, (_, n) => ask(n)));
    await expect(ask(MAX_ROLLOUTS)).rejects.toThrow(RangeError);
    expect((await ask(0)).decision).toBe('hold');
  });
});

describe('by itself it', () => {
  it('looks again at what was asked about, and stops when nobody has asked for a minute', async () => {
    vi.useFakeTimers();
    const { watch, looks, pass } = createRig();
    await watch.ask(QUESTION);
    await vi.advanceTimersByTimeAsync(POLICY.blockS * 3_000);
    expect(looks.length).toBeGreaterThanOrEqual(3);
    pass(60_001);
    await vi.advanceTimersByTimeAsync(POLICY.blockS * 1_000);
    const seen = looks.length;
    await vi.advanceTimersByTimeAsync(POLICY.blockS * 10_000);
    expect(looks).toHaveLength(seen);
    expect([watch.decisions().length, watch.shown().length]).toEqual([1, 1]);
    pass(15 * 60_000);
    expect([watch.decisions().length, watch.shown().length]).toEqual([1, 0]);
    await watch.ask(QUESTION);
    await vi.advanceTimersByTimeAsync(POLICY.blockS * 2_000);
    expect(looks.length).toBeGreaterThan(seen + 1);
  });

  it('watches what was promoted until its bake time is over, though nobody asks', async () => {
    vi.useFakeTimers();
    const { watch, looks, pass } = createRig();
    await watch.ask({ ...QUESTION, stable: 'new' });
    pass(POLICY.bakeS * 1_000);
    const seen = looks.length;
    await vi.advanceTimersByTimeAsync(POLICY.blockS * 2_000);
    expect(looks.length).toBeGreaterThan(seen);
    pass(60_001);
    await vi.advanceTimersByTimeAsync(POLICY.blockS * 1_000);
    const then = looks.length;
    await vi.advanceTimersByTimeAsync(POLICY.blockS * 5_000);
    expect(looks).toHaveLength(then);
  });

  it('aborts nothing by the end of a hold about which nobody asks any more', async () => {
    vi.useFakeTimers();
    const { watch, rows, pass } = createRig();
    await watch.ask(QUESTION);
    pass(POLICY.maxHoldS * 1_000 + 1);
    await vi.advanceTimersByTimeAsync(POLICY.blockS * 10_000);
    expect(rows).toHaveLength(1);
  });

  it('goes on with what an earlier one knew', async () => {
    const earlier = createRig();
    earlier.say('fail');
    await earlier.watch.ask(QUESTION);
    const { watch } = createRig(earlier.written.slice(-1));
    expect((await watch.ask(QUESTION)).reasons[0]).toMatchObject({ id: 'ended', outcome: 'fail' });
  });
});

test('only what is news is written into the journal and told', async () => {
  const { watch, rows, heard, pass, say } = createRig();
  for (let n = 0; n < 3; n++) {
    await watch.ask(QUESTION);
    pass(POLICY.blockS * 2_000);
  }
  say('fail');
  await watch.ask(QUESTION);
  expect(heard.map(({ decision }) => decision)).toEqual(['hold', 'abort']);
  expect(rows).toMatchObject([
    { type: 'decision', decision: 'hold' },
    { type: 'decision', decision: 'abort' },
  ]);
});

test('what cannot be written is told, and decided all the same', async () => {
  const { watch, told, store, journal } = createRig();
  store.write = () => Promise.reject(new Error('the disk is full'));
  journal.append = () => Promise.reject(new Error('the disk is full'));
  expect((await watch.ask(QUESTION)).decision).toBe('hold');
  expect(told).toEqual([
    'the state cannot be written: the disk is full',
    'the journal cannot be written: the disk is full',
  ]);
});

describe('an override', () => {
  it('holds until its end', async () => {
    const { watch, rows, pass } = createRig();
    await watch.ask(QUESTION);
    expect(await watch.override(QUESTION, toOverride('promote'))).toMatchObject({
      decision: 'promote',
      without_override: 'hold',
    });
    expect(rows.at(-2)).toMatchObject({
      type: 'override',
      by: 'Ann',
      reason: 'a freeze',
      namespace: 'shop',
      rollout: 'web',
    });
    expect(watch.overrides()).toHaveLength(1);
    pass(60_000);
    expect((await watch.ask(QUESTION)).decision).toBe('hold');
    expect(watch.overrides()).toEqual([]);
  });

  it('takes no abort back, but by a retry, which is judged anew', async () => {
    const { watch, say, pass } = createRig();
    say('fail');
    await watch.ask(QUESTION);
    expect((await watch.override(QUESTION, toOverride('promote'))).decision).toBe('abort');
    pass(10_000);
    expect((await watch.override(QUESTION, toOverride('retry', START_MS + 10_000))).decision).toBe('hold');
    say('fail');
    pass(POLICY.blockS * 2_000);
    expect((await watch.ask(QUESTION)).decision).toBe('abort');
  });

  it('to abort is an end, too', async () => {
    const { watch, pass } = createRig();
    await watch.ask(QUESTION);
    await watch.override(QUESTION, toOverride('abort'));
    pass(120_000);
    expect((await watch.ask(QUESTION)).decision).toBe('abort');
  });

  it.each<[string, Partial<Override>, Partial<Question>]>([
    ['of another canary', { canary: 'newer' }, {}],
    ['of a rollout that nobody asked about', {}, { rollout: 'shop' }],
  ])('%s is refused', async (_, change, name) => {
    const { watch, rows } = createRig();
    await watch.ask(QUESTION);
    await expect(
      watch.override({ ...QUESTION, ...name }, { ...toOverride('hold'), ...change }),
    ).rejects.toThrow(RangeError);
    expect(rows).toHaveLength(1);
  });
});

test('an end to listening is one', async () => {
  const { watch, heard } = createRig();
  const more: Decided[] = [];
  watch.subscribe((decided) => more.push(decided))();
  await watch.ask(QUESTION);
  expect([heard.length, more.length]).toEqual([1, 0]);
});

describe('a release policy', () => {
  const says =
    (ifBroken: 'hold' | 'take-back'): ReleaseCheck =>
    async () => ({
      outcome: 'deny',
      clauses: [deny('freeze:now', 'Frozen', 'the freeze ends', ifBroken)],
      takesBack: ifBroken === 'take-back',
      environment: 'staging',
      policyHash: 'b',
      at: '',
    });

  it('holds what would be promoted, also by an override', async () => {
    const { watch, rows } = createRig([], says('hold'));
    await watch.ask(QUESTION);
    const decided = await watch.override(QUESTION, toOverride('promote'));
    expect(decided).toMatchObject({
      decision: 'hold',
      without_release_policy: 'promote',
      releasePolicyHash: 'b',
      policyHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(decided.reasons[0]).toMatchObject({ id: 'release:freeze:now', outcome: 'inconclusive' });
    expect(rows.at(-1)).toMatchObject({ type: 'decision', releasePolicyHash: 'b' });
  });

  it('takes back for good what it says', async () => {
    const { watch, written } = createRig([], says('take-back'));
    expect(await watch.ask(QUESTION)).toMatchObject({ decision: 'abort' });
    expect(written.at(-1)?.state.ended).toMatchObject({
      decision: 'abort',
      because: expect.stringContaining('Frozen'),
    });
  });

  it('holds no abort back', async () => {
    const { watch } = createRig([], says('hold'));
    await watch.ask(QUESTION);
    expect(await watch.override(QUESTION, toOverride('abort'))).toMatchObject({ decision: 'abort' });
  });
});
