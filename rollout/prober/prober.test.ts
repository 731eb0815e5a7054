// The schedule kept by a clock of ours: what is begun, what is counted, and what a restart goes on from.
import { describe, expect, it, test } from 'vitest';
import type { FlowOutcome, FlowResult } from '../flows/play/flow-result.ts';
import type { Probe } from './probe.ts';
import { createProber, type Prober } from './prober.ts';
import type { ProberState } from './state-schema.ts';

const SLO = { id: 'slo', title: 't', objectiveRatio: 0.9, windowMs: 720_000 };
const toProbe = (id: string, everyMs = 1000): Probe => ({
  ...{ id, flow: id, target: 'http://127.0.0.1:1', slo: SLO, deadlineMs: 500 },
  table: { flow: id, everyMs, jitterRatio: 0, seed: 1 },
});

/** A prober with a clock that is moved by hand, whose runs end when they are told to. */
function rig(
  probes: readonly Probe[],
  { concurrency = 4, known }: { concurrency?: number; known?: ProberState } = {},
) {
  const clock = { wallMs: 10_000, monotonicMs: 0 };
  const begun: string[] = [];
  const told: string[] = [];
  const ends = new Map<string, (result: FlowResult | undefined) => void>();
  const prober = createProber(
    probes,
    { concurrency, known },
    {
      now: () => ({ ...clock }),
      play: ({ id }) => {
        begun.push(id);
        return new Promise((resolve) => ends.set(id, resolve));
      },
      onRun: () => {},
      save: () => {},
      tell: (line) => told.push(line),
    },
  );
  const pass = (ms: number) => {
    clock.wallMs += ms;
    clock.monotonicMs += ms;
    prober.tick();
  };
  const end = async (id: string, outcome?: FlowOutcome) => {
    const result = outcome && {
      flow: id,
      outcome,
      because: 'b',
      unreached: false,
      startedAtMs: 0,
      durationMs: 5,
      rows: [],
    };
    ends.get(id)?.(result);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { prober, clock, begun, told, pass, end };
}
const periods = (prober: Prober) => prober.views().map((view) => view.periods);

it('plays each flow once a period', async () => {
  const { prober, begun, pass, end } = rig([toProbe('a')]);
  for (let i = 0; i < 5; i++) {
    pass(i === 0 ? 0 : 1000);
    pass(0);
    await end('a', 'pass');
  }
  expect(begun).toHaveLength(5);
  expect(periods(prober)).toMatchObject([{ dueCount: 4, madeCount: 4 }]);
});

it('does not play a flow beside itself, and counts the period that this costs', async () => {
  const { prober, begun, pass, end } = rig([toProbe('a')]);
  pass(0);
  pass(1000);
  pass(1000);
  expect(begun).toEqual(['a']);
  await end('a', 'fail');
  pass(0);
  expect(begun).toEqual(['a', 'a']);
  expect(periods(prober)).toMatchObject([{ dueCount: 2, madeCount: 1 }]);
});

it('plays few at once, the longest due first', async () => {
  const { begun, pass, end } = rig([toProbe('a'), toProbe('b', 700), toProbe('c', 3000)], { concurrency: 1 });
  pass(0);
  expect(begun).toEqual(['c']);
  await end('c', 'pass');
  pass(0);
  expect(begun).toEqual(['c', 'b']);
});

it('a run that was ended with us counts for nothing', async () => {
  const { prober, pass, end } = rig([toProbe('a')]);
  pass(0);
  await end('a');
  pass(1000);
  expect(periods(prober)).toMatchObject([{ dueCount: 1, madeCount: 0 }]);
  expect(prober.views()[0]?.last).toBeUndefined();
});

test.each<[FlowOutcome, number]>([
  ['pass', 0],
  ['fail', 1],
  ['inconclusive', 0],
])('%s counts for its objective', async (outcome, failed) => {
  const { prober, pass, end } = rig([toProbe('a')]);
  pass(0);
  await end('a', outcome);
  expect(prober.budgets()[0]?.budget.failed).toBe(failed);
  expect(prober.views()[0]?.recent).toEqual([{ outcome, unreached: false, startedAtMs: expect.any(Number) }]);
});

describe('a restart', () => {
  async function stateAfter(periodsPlayed: number): Promise<ProberState> {
    const { prober, pass, end } = rig([toProbe('a')]);
    for (let i = 0; i < periodsPlayed; i++) {
      pass(i === 0 ? 0 : 1000);
      await end('a', 'fail');
    }
    return prober.toState('staging');
  }
  it('within the period does not play it twice, and knows the rest', async () => {
    const known = await stateAfter(1);
    const { prober, begun, pass } = rig([toProbe('a')], { known });
    pass(0);
    expect(begun).toEqual([]);
    expect(prober.views()[0]).toMatchObject({ recent: [{ outcome: 'fail' }], last: { outcome: 'fail' } });
    expect(prober.budgets()[0]?.budget).toMatchObject({ runs: 1, failed: 1 });
    pass(1000);
    expect(begun).toEqual(['a']);
  });
  it('after some periods counts them as missed', async () => {
    const known = await stateAfter(1);
    const { prober, pass } = rig([toProbe('a')], { known });
    pass(4000);
    expect(periods(prober)).toMatchObject([{ dueCount: 4, madeCount: 1 }]);
  });
  it('with a state of the future goes on from now', async () => {
    const known = await stateAfter(1);
    const later = { ...known, flows: { a: { ...known.flows.a!, closed: 10_000, made: 10_000 } } };
    const { begun, pass } = rig([toProbe('a')], { known: later });
    pass(0);
    expect(begun).toEqual(['a']);
  });
  it('with another period begins anew', async () => {
    const known = await stateAfter(3);
    const { prober, begun, pass } = rig([toProbe('a', 700)], { known });
    pass(0);
    expect(begun).toEqual(['a']);
    expect(periods(prober)).toMatchObject([{ dueCount: 0 }]);
  });
});

describe('a clock', () => {
  test.each([
    ['forwards', 3_600_000],
    ['back', -5_000],
  ])('that is set %s is told of, misses nothing, and stops nothing', async (_, jumpMs) => {
    const { prober, clock, begun, told, pass, end } = rig([toProbe('a')]);
    pass(0);
    await end('a', 'pass');
    clock.wallMs += jumpMs;
    pass(0);
    expect(told.join()).toContain('the clock was set by');
    pass(1000);
    expect(begun.length).toBeGreaterThanOrEqual(2);
    expect(periods(prober)[0]!.dueCount - periods(prober)[0]!.madeCount).toBeLessThanOrEqual(1);
  });
  it('of a machine that slept misses what was due', async () => {
    const { prober, told, pass, end } = rig([toProbe('a')]);
    pass(0);
    await end('a', 'pass');
    pass(60_000);
    expect(told).toEqual([]);
    expect(periods(prober)).toMatchObject([{ dueCount: 60, madeCount: 1 }]);
  });
});

describe('a stall', () => {
  it('is none while it ticks', () => {
    const { prober, pass } = rig([toProbe('a')]);
    pass(0);
    expect(prober.findStall()).toBe('');
  });
  it('is a schedule that nobody keeps', () => {
    const { prober, clock } = rig([toProbe('a')]);
    clock.monotonicMs += 6_000;
    expect(prober.findStall()).toBe('nothing was begun for 6000 ms');
  });
  it('is a run that does not end', () => {
    const { prober, pass } = rig([toProbe('a')]);
    pass(0);
    pass(20_000);
    expect(prober.findStall()).toBe('the run of a does not end');
  });
});
