import fc from 'fast-check';
import { Check } from 'typebox/value';
import { describe, expect, it, test } from 'vitest';
import { toFullEffort } from '../effort/asked-effort.ts';
import { decide, rememberEnd } from './decide.ts';
import type { Decision } from './decision.ts';
import type { Counts, CountWindow, FlowState, Measurements } from './measurements.ts';
import { createState, observe } from './observe.ts';
import { POLICIES } from './policies.ts';
import type { Policy } from './policy-schema.ts';
import { State } from './state-schema.ts';

const POLICY: Policy = {
  ...POLICIES.staging,
  gate: { required: true, maxAgeS: 600, asks: { profile: 'quick', faults: false } },
  maxHoldS: 600,
  latency: { toleranceRatio: 0.1, marginRatio: 0.2 },
};
const TRIED = toFullEffort(POLICY.gate.asks);
const SLOS = [
  { id: 'up', title: 'Up', objectiveRatio: 0.99 },
  { id: 'whole', title: 'Whole', objectiveRatio: 0.99 },
];
const START_MS = Date.parse('2026-01-31T12:00:00Z');
const BLOCK_MS = POLICY.blockS * 1_000;
const BOUNDS_S = [0.1, 1];

const FLOW: FlowState = {
  id: 'buy',
  target: 'canary',
  outcome: 'pass',
  atMs: 0,
};

interface Traffic {
  readonly canary: Counts;
  readonly stable: Counts;
  /** Answers above each bound, of 20 and of 80. */
  readonly slow: readonly [canary: readonly number[], stable: readonly number[]];
}
const GOOD: Traffic = {
  canary: { bad: 0, all: 20 },
  stable: { bad: 0, all: 80 },
  slow: [
    [10, 1],
    [40, 4],
  ],
};
const BAD: Traffic = { ...GOOD, canary: { bad: 10, all: 20 } };

const toWindow = (n: number, { canary, stable, slow }: Traffic): CountWindow => ({
  fromMs: START_MS + n * BLOCK_MS,
  toMs: START_MS + (n + 1) * BLOCK_MS,
  slos: { up: { canary, stable }, whole: { canary: GOOD.canary, stable: GOOD.stable } },
  latency: {
    boundsS: BOUNDS_S,
    cohorts: { canary: { all: 20, above: slow[0] }, stable: { all: 80, above: slow[1] } },
  },
});

const toLook = (n: number, traffic: Traffic = GOOD): Measurements => {
  const nowMs = START_MS + (n + 1) * BLOCK_MS;
  const used = { canary: 1, stable: 1 };
  return {
    nowMs,
    canary: 'new',
    stable: 'old',
    step: 0,
    counts: { atMs: nowMs, value: { windows: [toWindow(n, traffic)], knownUntilMs: nowMs, pods: { p: 1 } } },
    flows: { atMs: nowMs, value: [{ ...FLOW, atMs: nowMs }] },
    gate: { atMs: nowMs, value: { outcome: 'pass', finishedAtMs: nowMs, tried: TRIED } },
    usage: { atMs: nowMs, value: { cpu: used, memory: used } },
  };
};
const BEGUN = createState({
  canary: 'new',
  stable: 'old',
  nowMs: START_MS,
  countFromMs: START_MS,
  slos: SLOS,
});
const LOOKS = 60;

/** The state after so many looks. */
const play = (looks: number, traffic: Traffic = GOOD, state = BEGUN, from = 0, policy = POLICY): State =>
  Array.from({ length: looks }, (_, n) => toLook(from + n, traffic)).reduce(
    (before, look) => observe(before, look, policy),
    state,
  );
const WELL = play(LOOKS);
const NEXT = toLook(LOOKS);
const decideOn = (look: Measurements, state = WELL, policy = POLICY): Decision =>
  decide(observe(state, look, policy), look, policy);
const findReason = ({ reasons }: Decision, id: string) => reasons.find((reason) => reason.id === id);

test('a canary that is well in everything is promoted', () => {
  const { decision, reasons, health } = decideOn(NEXT);
  expect(reasons.filter(({ outcome }) => outcome !== 'pass')).toEqual([]);
  expect([decision, health]).toEqual(['promote', 100]);
});

test('a state fits into its form, and into JSON', () => {
  expect(Check(State, WELL)).toBe(true);
  expect(JSON.parse(JSON.stringify(WELL))).toEqual(WELL);
});

const NAN = Number.NaN;
const later = (ms: number): Measurements => ({ ...NEXT, nowMs: NEXT.nowMs + ms });
const withCounts = (change: Partial<CountWindow>): Measurements => ({
  ...NEXT,
  counts: {
    atMs: NEXT.nowMs,
    value: { windows: [{ ...toWindow(LOOKS, GOOD), ...change }], knownUntilMs: NEXT.nowMs, pods: {} },
  },
});
const withUp = (canary: Counts) =>
  withCounts({ slos: { ...toWindow(LOOKS, GOOD).slos, up: { canary, stable: GOOD.stable } } });
const withFlow = (change: Partial<FlowState>, ...others: FlowState[]): Measurements => ({
  ...NEXT,
  flows: { atMs: NEXT.nowMs, value: [{ ...FLOW, atMs: NEXT.nowMs, ...change }, ...others] },
});
const missing = { atMs: NEXT.nowMs, missing: 'nobody answers' };
const toGate = (
  finishedAtMs: number,
  outcome: 'pass' | 'fail' | 'inconclusive' = 'pass',
  tried: typeof TRIED | undefined = TRIED,
): Measurements => ({
  ...NEXT,
  gate: { atMs: NEXT.nowMs, value: { outcome, finishedAtMs, tried } },
});
const toUsage = (canary: number, stable = 1): Measurements => ({
  ...NEXT,
  usage: { atMs: NEXT.nowMs, value: { cpu: { canary, stable }, memory: { canary: 1, stable: 1 } } },
});

/** What never promotes, and which reason says so. */
const HELD: readonly (readonly [string, Measurements, string])[] = [
  ['metrics that cannot be read', { ...NEXT, counts: missing }, 'counts'],
  ['metrics that are old', later(60_000), 'counts'],
  ['metrics of the future', later(-60_000), 'counts'],
  ['metrics that were read at no time', { ...NEXT, counts: { ...NEXT.counts, atMs: NAN } }, 'counts'],
  ['counts that are NaN', withUp({ bad: NAN, all: 20 }), 'counts'],
  ['counts without end', withUp({ bad: 0, all: Number.POSITIVE_INFINITY }), 'counts'],
  ['counts below 0', withUp({ bad: -1, all: 20 }), 'counts'],
  ['more bad events than events', withUp({ bad: 21, all: 20 }), 'counts'],
  ['an SLO that was not counted', withCounts({ slos: {} }), 'counts'],
  ['a window of no length', withCounts({ toMs: START_MS + LOOKS * BLOCK_MS }), 'counts'],
  ['a window at no time', withCounts({ fromMs: NAN }), 'counts'],
  [
    'a histogram of other buckets',
    withCounts({
      latency: {
        boundsS: [0.2, 1],
        cohorts: { canary: { all: 20, above: [1, 1] }, stable: { all: 80, above: [1, 1] } },
      },
    }),
    'counts',
  ],
  [
    'a histogram of nonsense',
    withCounts({
      latency: {
        boundsS: BOUNDS_S,
        cohorts: { canary: { all: 20, above: [NAN, 1] }, stable: { all: 80, above: [1, 1] } },
      },
    }),
    'counts',
  ],
  [
    'a histogram with a bucket too few',
    withCounts({
      latency: {
        boundsS: BOUNDS_S,
        cohorts: { canary: { all: 20, above: [1] }, stable: { all: 80, above: [1, 1] } },
      },
    }),
    'counts',
  ],
  ['a clock that tells no time', { ...NEXT, nowMs: NAN }, 'clock'],
  ['another canary', { ...NEXT, canary: 'newer' }, 'canary'],
  ['another stable version', { ...NEXT, stable: 'older' }, 'canary'],
  ['flows that cannot be read', { ...NEXT, flows: missing }, 'flows'],
  ['no flow at all', { ...NEXT, flows: { atMs: NEXT.nowMs, value: [] } }, 'flow:buy'],
  ['no flow of the canary', withFlow({ target: 'stable' }), 'flow:buy'],
  ['flows that were read long ago', { ...NEXT, flows: { atMs: START_MS, value: [FLOW] } }, 'flows'],
  [
    'a flow that the prober tells of no more',
    { ...NEXT, flows: { atMs: NEXT.nowMs, value: [{ ...FLOW, id: 'sell', atMs: NEXT.nowMs }] } },
    'flow:buy',
  ],
  ['a flow that could not tell', withFlow({ outcome: 'inconclusive' }), 'flow:buy'],
  ['a flow that failed once', withFlow({ outcome: 'fail' }), 'flow:buy'],
  ['no verdict', { ...NEXT, gate: missing }, 'gate'],
  ['a verdict that cannot tell', toGate(NEXT.nowMs, 'inconclusive'), 'gate'],
  ['a pass of a short run', toGate(NEXT.nowMs, 'pass', { ...TRIED, seconds: 20 }), 'gate'],
  ['a pass of another profile', toGate(NEXT.nowMs, 'pass', { ...TRIED, profile: 'dry' }), 'gate'],
  ['a pass without load', toGate(NEXT.nowMs, 'pass', { ...TRIED, once: true }), 'gate'],
  [
    'a pass that does not say how much was tried',
    {
      ...NEXT,
      gate: { atMs: NEXT.nowMs, value: { outcome: 'pass', finishedAtMs: NEXT.nowMs, tried: undefined } },
    },
    'gate',
  ],
  ['a verdict of a time before the canary', toGate(START_MS - 10_000), 'gate'],
  ['a verdict of the future', toGate(NEXT.nowMs + 60_000), 'gate'],
  ['a verdict of no time', toGate(NAN), 'gate'],
  ['a failure of a time before the canary', toGate(START_MS - 10_000, 'fail'), 'gate'],
  ['no word on resources', { ...NEXT, usage: missing }, 'saturation:cpu'],
  ['half a word on resources', { ...NEXT, usage: { atMs: NEXT.nowMs, value: {} } }, 'saturation:memory'],
  ['a usage that is NaN', toUsage(NAN), 'saturation:cpu'],
  ['a usage below 0', toUsage(-1), 'saturation:cpu'],
  ['a canary that uses too much, since just now', toUsage(3), 'saturation:cpu'],
];

describe('a canary that was well is held, and not promoted, on', () => {
  test.each(HELD)('%s', (_, look, id) => {
    const decided = decideOn(look);
    expect(decided.decision).toBe('hold');
    expect(findReason(decided, id)?.outcome).toBe('inconclusive');
  });
  it('nothing but errors', () => {
    const decided = decideOn({ ...NEXT, counts: missing, flows: missing, gate: missing, usage: missing });
    expect(decided.decision).toBe('hold');
  });
});

describe('a canary is aborted on', () => {
  test.each<[string, Measurements, string]>([
    ['a failed run of the gate', toGate(NEXT.nowMs, 'fail'), 'gate'],
    ['a failed run, however short', toGate(NEXT.nowMs, 'fail', { ...TRIED, seconds: 1 }), 'gate'],
  ])('%s', (_, look, id) => {
    const decided = decideOn(look);
    expect(decided.decision).toBe('abort');
    expect(decided.reasons[0]).toMatchObject({ id, outcome: 'fail' });
  });

  it('errors, within seconds', () => {
    const looks = [1, 2, 3].map((n) => decide(play(n, BAD), toLook(n - 1, BAD), POLICY));
    expect(looks.map(({ decision }) => decision)).toEqual(['hold', 'abort', 'abort']);
    expect(looks[1]?.reasons[0]).toMatchObject({ id: 'slo:up', outcome: 'fail' });
    expect(findReason(looks[1] as Decision, 'slo:whole')?.outcome).toBe('inconclusive');
  });

  it('errors that come late', () => {
    const state = play(5, BAD, WELL, LOOKS);
    expect(decide(state, toLook(LOOKS + 4, BAD), POLICY).decision).toBe('abort');
  });

  it('slow answers', () => {
    const slow: Traffic = {
      ...GOOD,
      slow: [
        [20, 15],
        [40, 4],
      ],
    };
    const decided = decide(play(10, slow), toLook(9, slow), POLICY);
    expect(decided.reasons[0]).toMatchObject({ id: 'latency', outcome: 'fail' });
  });

  it('too much of a resource for too long, and not before', () => {
    const { sustainedS } = POLICY.saturation.cpu ?? { sustainedS: 0 };
    const at = (ms: number) => ({
      ...toUsage(3),
      nowMs: NEXT.nowMs + ms,
      usage: { ...toUsage(3).usage, atMs: NEXT.nowMs + ms },
    });
    const since = observe(WELL, at(0), POLICY);
    expect(findReason(decideOn(at(sustainedS * 1_000 - 1), since), 'saturation:cpu')?.outcome).toBe(
      'inconclusive',
    );
    expect(findReason(decideOn(at(sustainedS * 1_000), since), 'saturation:cpu')?.outcome).toBe('fail');
    const relieved = observe(since, toUsage(1), POLICY);
    expect(findReason(decideOn(at(sustainedS * 1_000), relieved), 'saturation:cpu')?.outcome).toBe(
      'inconclusive',
    );
  });

  it('a hold without end', () => {
    const held = { ...toLook(0), counts: missing };
    const at = (ms: number) => decideOn({ ...held, nowMs: START_MS + ms }, BEGUN).decision;
    expect(at(POLICY.maxHoldS * 1_000)).toBe('hold');
    expect(at(POLICY.maxHoldS * 1_000 + 1)).toBe('abort');
  });

  it('a hold at each step by itself', () => {
    const next = { ...toLook(0), step: 1, nowMs: START_MS + 500_000 };
    const { heldSinceMs, step } = observe(BEGUN, next, POLICY);
    expect([heldSinceMs, step]).toEqual([next.nowMs, 1]);
    expect(
      observe(observe(BEGUN, next, POLICY), { ...next, step: 0, nowMs: next.nowMs + 9 }, POLICY),
    ).toMatchObject({
      heldSinceMs,
      step: 1,
    });
  });
});

describe('a canary is held', () => {
  it('while there are too few events', () => {
    const decided = decide(play(3), toLook(2), POLICY);
    expect(decided.decision).toBe('hold');
    expect(findReason(decided, 'slo:up')?.text).toContain('are needed');
  });

  it('while it was compared for too short a time', () => {
    const policy = { ...POLICY, minObservedS: 1e6 };
    expect(findReason(decideOn(NEXT, WELL, policy), 'observed')?.outcome).toBe('inconclusive');
  });

  it('while both versions break their promise, and is not aborted', () => {
    const trouble: Traffic = { ...GOOD, canary: { bad: 5, all: 20 }, stable: { bad: 20, all: 80 } };
    for (const looks of [1, 5, 50]) {
      const state = play(looks, trouble, WELL, LOOKS);
      const decided = decide(state, toLook(LOOKS + looks - 1, trouble), POLICY);
      expect(decided.decision).toBe('hold');
      expect(findReason(decided, 'slo:up')?.text).toContain('the stable version breaks its promise as well');
    }
  });

  it('while it is not called any more', () => {
    const quiet: Traffic = {
      ...GOOD,
      canary: { bad: 0, all: 0 },
      slow: [
        [0, 0],
        [40, 4],
      ],
    };
    const windows = Array.from({ length: 30 }, (_, n) => {
      const window = toWindow(LOOKS + n, quiet);
      return {
        ...window,
        slos: { up: window.slos.up, whole: { canary: { bad: 0, all: 0 }, stable: GOOD.stable } },
      } as CountWindow;
    });
    const nowMs = windows.at(-1)?.toMs ?? 0;
    const look: Measurements = {
      ...toLook(LOOKS + 29),
      counts: { atMs: nowMs, value: { windows, knownUntilMs: nowMs, pods: {} } },
    };
    expect(findReason(decideOn(look), 'counts')?.text).toContain('the last traffic that could be compared');
  });

  it('while its health is below the minimum, though nothing else is wrong', () => {
    const policy: Policy = { ...POLICY, health: { ...POLICY.health, minimum: 99.9 } };
    const worse: Traffic = {
      ...GOOD,
      slow: [
        [10, 1],
        [38, 4],
      ],
    };
    const decided = decideOn(toLook(LOOKS, worse), play(LOOKS, worse), policy);
    expect([decided.decision, findReason(decided, 'health')?.outcome]).toEqual(['hold', 'inconclusive']);
  });

  it('where the service shows no histogram, and the policy asks for one', () => {
    const { latency: _, ...window } = toWindow(0, GOOD);
    const look: Measurements = {
      ...toLook(0),
      counts: {
        atMs: toLook(0).nowMs,
        value: { windows: [{ ...window, latency: undefined }], knownUntilMs: toLook(0).nowMs, pods: {} },
      },
    };
    expect(findReason(decideOn(look, BEGUN), 'latency')?.text).toContain('no histogram');
    const { latency: __, ...policy } = POLICY;
    expect(findReason(decideOn(look, BEGUN, policy), 'latency')).toBeUndefined();
  });
});

describe('what was counted before', () => {
  it.each([1, 2, 5])('is not counted again (%i times)', (times) => {
    let state = observe(WELL, NEXT, POLICY);
    const once = state;
    for (let n = 0; n < times; n++) state = observe(state, NEXT, POLICY);
    expect(state).toEqual(once);
  });
  it('is not counted in part', () => {
    const overlapping = withCounts({
      fromMs: START_MS + (LOOKS - 1) * BLOCK_MS,
      toMs: START_MS + (LOOKS + 1) * BLOCK_MS,
    });
    expect(observe(WELL, overlapping, POLICY).countedUntilMs).toBe(WELL.countedUntilMs);
  });
  it('does not matter where it goes on from JSON', () => {
    const again = JSON.parse(JSON.stringify(play(20))) as State;
    expect(play(LOOKS - 20, GOOD, again, 20)).toEqual(WELL);
  });
  it('keeps parts of events for the next window', () => {
    const part: Traffic = { ...GOOD, canary: { bad: 0.25, all: 2.5 } };
    const { evidence } = play(8, part).slos.up?.shares ?? {};
    expect(evidence?.seen.canary).toEqual({ bad: 2, all: 20 });
  });
});

describe('a flow', () => {
  /** The decision after runs that ended like this since the canary began, one for each look. */
  const playFlow = (outcomes: readonly FlowState['outcome'][], change: Partial<FlowState> = {}) => {
    const fresh: State = { ...WELL, flows: {} };
    const looks = outcomes.map((outcome, n): Measurements => {
      const look = toLook(LOOKS + n);
      return {
        ...look,
        flows: { atMs: look.nowMs, value: [{ ...FLOW, outcome, atMs: look.nowMs, ...change }] },
      };
    });
    const state = looks.reduce((before, look) => observe(before, look, POLICY), fresh);
    return decide(state, looks.at(-1) ?? NEXT, POLICY);
  };
  test.each<[string, readonly FlowState['outcome'][], Decision['decision']]>([
    ['passed often enough', ['pass', 'pass', 'pass'], 'promote'],
    ['passed too seldom', ['pass', 'pass'], 'hold'],
    ['passed, and then could not tell', ['pass', 'pass', 'inconclusive'], 'hold'],
    ['recovered', ['fail', 'fail', 'pass', 'pass', 'pass'], 'promote'],
    ['flaps', ['pass', 'fail', 'pass', 'fail', 'pass', 'fail', 'pass', 'fail'], 'hold'],
    ['failed twice', ['fail', 'fail'], 'hold'],
    ['failed three times', ['pass', 'fail', 'fail', 'fail'], 'abort'],
    ['never ended', ['never', 'never', 'never'], 'hold'],
  ])('that %s', (_, outcomes, decision) => expect(playFlow(outcomes).decision).toBe(decision));

  test.each<[string, Partial<FlowState>]>([
    ['ended before the canary began', { atMs: START_MS - 1 }],
    ['ended in the future', { atMs: NEXT.nowMs + 600_000 }],
    ['ended at no time', { atMs: NAN }],
    ['calls another target', { target: 'stable' }],
  ])('that %s counts nothing', (_, change) => {
    expect(playFlow(['pass', 'pass', 'pass'], change).decision).toBe('hold');
    expect(playFlow(['fail', 'fail', 'fail'], change).decision).toBe('hold');
  });

  it('counts once, however often it is told of', () => {
    const at = { atMs: NEXT.nowMs };
    expect(playFlow(['pass', 'pass', 'pass'], at).decision).toBe('hold');
    expect(playFlow(['fail', 'fail', 'fail'], at).decision).toBe('hold');
  });

  it('tells nothing when it has not ended for long', () => {
    const look = toLook(LOOKS + 40);
    const old: Measurements = {
      ...look,
      flows: { atMs: look.nowMs, value: [{ ...FLOW, atMs: NEXT.nowMs }] },
    };
    expect(findReason(decideOn(old), 'flow:buy')?.outcome).toBe('inconclusive');
  });

  it('blames nobody where it fails at the stable version as well', () => {
    const broken: State = {
      ...WELL,
      flows: { buy: { atMs: NEXT.nowMs - 1, outcomes: ['fail', 'fail', 'fail'] } },
    };
    const look = withFlow(
      { outcome: 'fail' },
      { ...FLOW, target: 'stable', outcome: 'fail', atMs: NEXT.nowMs },
    );
    expect(decideOn(look, broken).decision).toBe('hold');
    expect(decideOn(withFlow({ outcome: 'fail' }), broken).decision).toBe('abort');
  });

  it('is not asked for where the policy does not', () => {
    const policy: Policy = { ...POLICY, probes: { ...POLICY.probes, required: false } };
    const look: Measurements = { ...NEXT, flows: missing };
    expect(decideOn(look, { ...WELL, flows: {} }, policy).decision).toBe('promote');
  });
});

describe('after full promotion', () => {
  const toBake = (n: number, traffic: Traffic = GOOD): Measurements => ({
    ...toLook(n, traffic),
    stable: 'new',
  });
  const promoted = observe(WELL, toBake(LOOKS), POLICY);

  it('it is watched, and then let go', () => {
    expect(decide(promoted, toBake(LOOKS), POLICY).decision).toBe('hold');
    const looks = (POLICY.bakeS * 1_000) / BLOCK_MS;
    const state = Array.from({ length: looks }, (_, n) => toBake(LOOKS + 1 + n)).reduce(
      (before, look) => observe(before, look, POLICY),
      promoted,
    );
    expect(decide(state, toBake(LOOKS + looks), POLICY).decision).toBe('promote');
  });

  it.each<[string, Traffic]>([
    ['errors', BAD],
    [
      'slow answers',
      {
        ...GOOD,
        slow: [
          [20, 20],
          [0, 0],
        ],
      },
    ],
  ])('%s roll it back', (_, traffic) => {
    const state = [1, 2, 3, 4, 5, 6].reduce(
      (before, n) => observe(before, toBake(LOOKS + n, traffic), POLICY),
      promoted,
    );
    expect(decide(state, toBake(LOOKS + 6, traffic), POLICY).decision).toBe('rollback');
  });

  it('a flow that fails rolls it back', () => {
    const flows = promoted.flows.buy ?? { atMs: 0, outcomes: [] };
    const failing: State = { ...promoted, flows: { buy: { ...flows, outcomes: ['fail', 'fail', 'fail'] } } };
    expect(decideOn(toBake(LOOKS), failing).decision).toBe('rollback');
  });

  it('no metrics let it go', () =>
    expect(
      decideOn({ ...toBake(LOOKS), counts: missing, nowMs: NEXT.nowMs + POLICY.bakeS * 2_000 }, promoted)
        .decision,
    ).toBe('hold'));

  it('what stands above every bound before is not held to one', () => {
    const always: Traffic = {
      ...GOOD,
      slow: [
        [20, 1],
        [80, 4],
      ],
    };
    const before = observe(play(LOOKS, always), toBake(LOOKS, always), POLICY);
    const state = [1, 2, 3, 4, 5, 6].reduce(
      (one, n) => observe(one, toBake(LOOKS + n, always), POLICY),
      before,
    );
    expect(decide(state, toBake(LOOKS + 6, always), POLICY).decision).toBe('hold');
  });
});

describe('an end', () => {
  const failed = toGate(NEXT.nowMs, 'fail');
  const end = () => rememberEnd(WELL, decideOn(failed), NEXT.nowMs);
  it('is remembered, whatever is measured later', () => {
    const ended = end();
    expect(ended.ended).toEqual({ decision: 'abort', because: 'Gate: its run failed', atMs: NEXT.nowMs });
    expect(Check(State, ended)).toBe(true);
    expect(decideOn(NEXT, ended)).toMatchObject({
      decision: 'abort',
      health: 100,
      reasons: [
        {
          id: 'ended',
          text: `It was decided at ${new Date(NEXT.nowMs).toISOString()} (Gate: its run failed), and is not taken back by itself`,
        },
      ],
    });
  });
  it('tells all that was found, and nothing else', () => {
    const reasons = (['fail', 'pass', 'fail', 'inconclusive'] as const).map((outcome, n) => ({
      ...{ id: `${n}`, outcome, text: `reason ${n}` },
    }));
    const rollback: Decision = { ...decideOn(NEXT), decision: 'rollback', reasons };
    expect(rememberEnd(WELL, rollback, 7).ended).toEqual({
      ...{ decision: 'rollback', atMs: 7, because: 'reason 0; reason 2' },
    });
  });
  it('is the first one', () => {
    const ended = end();
    expect(rememberEnd(ended, decideOn(failed), NEXT.nowMs + 5)).toBe(ended);
  });
  it.each([NEXT, later(60_000)])('is none where it was promoted or held', (look) =>
    expect(rememberEnd(WELL, decideOn(look), 1)).toBe(WELL));
});

describe('a decision says', () => {
  const toBake = (ms: number): Measurements => ({ ...NEXT, stable: 'new', nowMs: NEXT.nowMs + ms });
  const textOf = (look: Measurements, id: string, state = WELL, policy = POLICY) =>
    findReason(decideOn(look, state, policy), id)?.text;
  const short: Policy = { ...POLICY, minObservedS: 1e6, health: { ...POLICY.health, minimum: 100.5 } };

  it.each<[string, Measurements, string, string]>([
    ['that no time is told', { ...NEXT, nowMs: NAN }, 'clock', 'The clock tells no time'],
    [
      'that the canary is another one',
      { ...NEXT, canary: 'newer' },
      'canary',
      'Somebody changed the rollout: what is known is of new against old, and asked is newer against old',
    ],
    [
      'until when was counted',
      { ...NEXT, nowMs: NEXT.nowMs + 1_500 },
      'counts',
      'Metrics: counted until 1.5 s ago',
    ],
    ['what is missing', { ...NEXT, counts: missing }, 'counts', 'Metrics: nobody answers'],
    ['what is wrong', withUp({ bad: 21, all: 20 }), 'counts', 'Metrics: the counts of up are nonsense'],
    [
      'how old metrics are',
      later(60_000),
      'counts',
      'Metrics: the newest cannot be used, it is 60 s old, and 30 s are allowed',
    ],
    ['how long was compared', NEXT, 'observed', 'Both versions were compared for 122 s'],
    ['how well it is', NEXT, 'health', 'Health: 100.0 of 100'],
    [
      'that its health is not told',
      { ...NEXT, canary: 'newer' },
      'health',
      'Health: a part of it cannot be told',
    ],
  ])('%s', (_, look, id, text) => expect(textOf(look, id)).toBe(text));

  it('what is asked for beyond that', () => {
    expect(textOf(NEXT, 'observed', WELL, short)).toBe(
      'Both versions were compared for 122 s, and 1000000 s are asked for',
    );
    expect(textOf(NEXT, 'health', WELL, short)).toBe('Health: 100.0 of 100, and 100.5 are asked for');
  });

  it('how long it was held', () => {
    const held = { ...toLook(0), counts: missing, nowMs: START_MS + 601_000 };
    expect(textOf(held, 'hold', BEGUN)).toBe(
      'It was held for 601 s, and was not shown to be good within 600 s',
    );
    expect(decideOn(held, BEGUN).heldS).toBe(601);
    expect(decideOn({ ...held, nowMs: START_MS - 5_000 }, BEGUN).heldS).toBe(0);
    expect(decideOn({ ...held, nowMs: NAN }, BEGUN)).toMatchObject({
      heldS: 0,
      at: '1970-01-01T00:00:00.000Z',
    });
  });

  it('how long ago it was promoted', () => {
    const promoted = observe(WELL, toBake(0), POLICY);
    expect(textOf(toBake(2_000), 'bake', promoted)).toBe(
      `It was promoted fully 2 s ago, and is watched for ${POLICY.bakeS} s`,
    );
    expect(textOf(toBake(POLICY.bakeS * 1_000), 'bake', promoted)).toBe(
      `It was promoted fully ${POLICY.bakeS} s ago`,
    );
    expect(findReason(decideOn(toBake(2_000), promoted), 'health')).toBeUndefined();
  });

  it('since when nothing could be compared', () =>
    expect(
      textOf(
        {
          ...NEXT,
          nowMs: NEXT.nowMs + 33_000,
          counts: {
            ...NEXT.counts,
            atMs: NEXT.nowMs + 33_000,
            value: { windows: [], knownUntilMs: NEXT.nowMs + 33_000, pods: {} },
          } as Measurements['counts'],
        },
        'counts',
        observe(WELL, NEXT, POLICY),
      ),
    ).toBe(
      'Metrics: the last traffic that could be compared is too long ago, it is 33 s old, and 32 s are allowed',
    ));

  it('what failed first, then what is in doubt', () => {
    const { reasons } = decideOn({ ...toGate(NEXT.nowMs, 'fail'), usage: missing });
    const outcomes = reasons.map(({ outcome }) => outcome);
    expect([...new Set(outcomes)]).toEqual(['fail', 'inconclusive', 'pass']);
  });

  it('that it is enough to have been compared for just so long', () => {
    const { observedMs } = observe(WELL, NEXT, POLICY);
    const policy = { ...POLICY, minObservedS: observedMs / 1_000 };
    expect(findReason(decideOn(NEXT, WELL, policy), 'observed')?.outcome).toBe('pass');
  });
});

describe('by any', () => {
  const odd = fc.oneof(
    fc.constantFrom(NAN, -1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
    fc.double(),
  );
  const counts = fc.record({ bad: odd, all: odd });
  const cohorts = fc.record({ canary: counts, stable: counts });

  test('nonsense among the counts nothing is promoted, and nothing breaks', () => {
    fc.assert(
      fc.property(cohorts, odd, odd, (up, fromMs, toMs) => {
        const isSane =
          fromMs === START_MS + LOOKS * BLOCK_MS &&
          [up.canary, up.stable].every(({ bad, all }) => bad >= 0 && bad <= all && Number.isFinite(all));
        fc.pre(!isSane);
        const look = withCounts({ fromMs, toMs, slos: { ...toWindow(LOOKS, GOOD).slos, up } });
        const state = observe(WELL, look, POLICY);
        expect(Check(State, JSON.parse(JSON.stringify(state)))).toBe(true);
        // What was counted before is left alone, and then the look says nothing new.
        if (decide(state, look, POLICY).decision === 'promote') expect(state.slos).toEqual(WELL.slos);
      }),
    );
  });

  test('age of anything nothing is promoted that is too old or of the future', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('counts', 'flows', 'gate', 'usage'),
        fc.oneof(
          fc.double({ max: -700_000, noNaN: true }),
          fc.double({ min: 6_000, noNaN: true }),
          fc.constant(NAN),
        ),
        (of, aheadMs) => {
          const atMs = NEXT.nowMs + aheadMs;
          const look: Measurements = {
            ...NEXT,
            [of]:
              of === 'gate'
                ? { atMs, value: { outcome: 'pass', finishedAtMs: atMs, tried: TRIED } }
                : { ...NEXT[of], atMs },
          };
          expect(decideOn(look).decision).not.toBe('promote');
        },
      ),
    );
  });

  test('number of more errors the canary does no better', () => {
    const RANK = ['promote', 'hold', 'abort'];
    const decideAfter = (bad: number, looks: number) => {
      const traffic: Traffic = { ...GOOD, canary: { bad, all: 20 } };
      const { decision } = decide(
        play(looks, traffic, WELL, LOOKS),
        toLook(LOOKS + looks - 1, traffic),
        POLICY,
      );
      return RANK.indexOf(decision);
    };
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 19 }), fc.integer({ min: 1, max: 12 }), (bad, looks) => {
        expect(decideAfter(bad + 1, looks)).toBeGreaterThanOrEqual(decideAfter(bad, looks));
      }),
      { numRuns: 40 },
    );
  });

  test('reading that is missing nothing is promoted, and a healthy canary not aborted', () => {
    fc.assert(
      fc.property(fc.subarray(['counts', 'flows', 'gate', 'usage'] as const, { minLength: 1 }), (gone) => {
        const look: Measurements = { ...NEXT, ...Object.fromEntries(gone.map((one) => [one, missing])) };
        expect(decideOn(look).decision).toBe('hold');
      }),
    );
  });
});
