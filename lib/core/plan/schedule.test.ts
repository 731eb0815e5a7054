import { beforeEach, describe, expect, it, test } from 'vitest';
import { SERVICE } from '../../../services/aurora/service.ts';
import { PROFILES } from '../../../thresholds/profiles.ts';
import { RUNBOOK_FAULT_IDS } from '../faults/table.ts';
import type { OptionValues } from '../options/option.ts';
import { parsePlan } from './plan.ts';
import {
  computeChaosWindows,
  computeJourneysDue,
  computePeakInFlight,
  computePhaseSec,
  computeSegments,
  computeToxicSlots,
  findSegment,
  listPhases,
  PHASES,
  readPhase,
  type Segment,
  type Timing,
  type ToxicSlot,
} from './schedule.ts';

const timingOf = (values: OptionValues): Timing =>
  parsePlan(SERVICE, { ...values, SEED: '1' }, PROFILES).timing;
const gate = (totalSec: number) => timingOf({ PROFILE: 'gate', DURATION_SECONDS: String(totalSec) });
const MIN = 60;
const HOUR = 3600;

/** Made within a test: a plan that throws while the tests are listed would take them all with it, unseen. */
const RUNS: Readonly<Record<string, () => Timing>> = {
  quick: () => timingOf({ PROFILE: 'quick' }),
  dry: () => timingOf({ PROFILE: 'dry' }),
  gate: () => timingOf({ PROFILE: 'gate' }),
  soak24: () => timingOf({ PROFILE: 'soak24' }),
  'soak24, compressed 960 times': () => timingOf({ PROFILE: 'soak24', TIME_SCALE: '960' }),
  '10 min': () => gate(10 * MIN),
  '15 min': () => gate(15 * MIN),
  '45 min': () => gate(45 * MIN),
  '90 min': () => gate(90 * MIN),
};
const spansOf = (timing: Timing, phase: string) =>
  computeSegments(timing)
    .filter((segment) => segment.phase === phase)
    .map(({ fromSec, toSec }) => [Math.round(fromSec * 1000) / 1000, Math.round(toSec * 1000) / 1000]);
const cycles = (count: number, from: number, to: number) =>
  Array.from({ length: count }, (_, n) => [n * HOUR + from, n * HOUR + to]);

test.each<[keyof typeof RUNS, number[][], number[][]]>([
  ['quick', [[15, 66]], [[72, 77]]],
  ['dry', [[60, 180]], [[210, 225]]],
  ['gate', cycles(2, 600, 1200), cycles(2, 1800, 1830)],
  ['soak24', cycles(24, 600, 1200), cycles(24, 1800, 1830)],
  ['10 min', [[30, 600]], []],
  ['15 min', [[150, 750]], []],
  ['45 min', [[600, 1200]], [[1800, 1830]]],
])('%s: chaos windows and spikes at their times', (name, windows, spikes) => {
  const timing = RUNS[name]!();
  expect(spansOf(timing, 'chaos')).toEqual(windows);
  expect(spansOf(timing, 'spike')).toEqual(spikes);
});

describe('without toxics', () => {
  const toTimings = (values: OptionValues) =>
    [timingOf({ PROFILE: 'gate' }), timingOf({ PROFILE: 'gate', ...values })] as const;

  test.each<[string, OptionValues]>([
    ['switched off', { TOXIPROXY_ENABLED: 'false' }],
    ['of a service without a known upstream', { BASE: 'http://127.0.0.1:1' }],
    ['of one pass', { ONCE: 'true' }],
  ])('%s: the load is the same, and no hour is one of chaos', (_, values) => {
    const [chaos, none] = toTimings(values);
    const toLoad = (timing: Timing) => computeSegments(timing).map(({ phase: __, ...rest }) => rest);
    expect(toLoad(none)).toEqual(toLoad(chaos));
    expect(spansOf(none, 'chaos')).toEqual([]);
    expect(spansOf(none, 'spike')).toEqual(spansOf(chaos, 'spike'));
    expect(listPhases(computeSegments(chaos))).toEqual(PHASES);
    expect(listPhases(computeSegments(none))).toEqual(['baseline', 'spike']);
    expect([readPhase('chaos', chaos), readPhase('chaos', none)]).toEqual(['chaos', 'baseline']);
    expect([readPhase('spike', none), readPhase('baseline', chaos)]).toEqual(['spike', 'baseline']);
  });
});

it('lists the phases that a run came to', () => {
  const segments = computeSegments(timingOf({ PROFILE: 'gate' }));
  expect(listPhases(segments, 600)).toEqual(['baseline']);
  expect(listPhases(segments, 601)).toEqual(['baseline', 'chaos']);
  expect(listPhases([], 601)).toEqual(['baseline']);
});

describe.each(Object.entries(RUNS))('%s', (_, toTiming) => {
  let timing: Timing;
  let segments: Segment[];
  let slots: ToxicSlot[];
  beforeEach(() => {
    timing = toTiming();
    segments = computeSegments(timing);
    slots = computeToxicSlots(timing, RUNBOOK_FAULT_IDS);
  });

  it('is covered from its start to its end without gap or overlap', () => {
    expect(segments[0]!.fromSec).toBe(0);
    expect(segments.at(-1)!.toSec).toBeCloseTo(timing.totalSec, 9);
    segments.slice(1).forEach((segment, i) => {
      expect(segment.fromSec).toBe(segments[i]!.toSec);
    });
    for (const { fromSec, toSec } of segments) expect(toSec).toBeGreaterThan(fromSec);
  });

  it('begins with some baseline, to compare the chaos with', () => {
    expect(segments[0]).toMatchObject({ phase: 'baseline' });
    expect(segments[0]!.toSec).toBeGreaterThanOrEqual(timing.totalSec / 144);
  });

  it('has the rate of each phase', () => {
    const rates = { baseline: timing.baseRps, chaos: timing.chaosRps, spike: timing.spikeRps };
    for (const { phase, rateRps } of segments) expect(rateRps).toBe(rates[phase]);
  });

  it('meets every toxic mode, within its windows', () => {
    expect([...new Set(slots.map(({ mode }) => mode))].sort()).toEqual([...RUNBOOK_FAULT_IDS].sort());
    const windows = computeChaosWindows(timing);
    for (const [i, [fromSec, toSec]] of windows.entries()) {
      const own = slots.filter(({ window }) => window === i);
      expect(own[0]!.fromSec).toBe(fromSec);
      expect(own.at(-1)!.toSec).toBeCloseTo(toSec, 6);
      own.slice(1).forEach((slot, n) => {
        expect(slot.fromSec).toBeGreaterThanOrEqual(own[n]!.toSec);
      });
    }
  });
});

test('modes take turns over many windows, and share out few', () => {
  const perWindow = (timing: Timing, window: number) =>
    computeToxicSlots(timing, RUNBOOK_FAULT_IDS)
      .filter((slot) => slot.window === window)
      .map(({ mode, fromSec, toSec }) => [mode, toSec - fromSec]);
  expect(
    [0, 1, 2, 3, 4, 5].flatMap((window) => perWindow(RUNS.soak24!(), window)).map(([mode]) => mode),
  ).toEqual(['latency', 'timeout', 'reset', 'bandwidth', 'mix', 'latency']);
  // All but the last leave the service a rest.
  expect(perWindow(RUNS.gate!(), 0)).toEqual([
    ['latency', 192],
    ['timeout', 360],
  ]);
  // A reset strikes seldom, and gets a double share to be seen; a timeout half as much again.
  expect(perWindow(RUNS.gate!(), 1)).toEqual([
    ['reset', 240],
    ['bandwidth', 120],
    ['mix', 150],
  ]);
  const sixCycles = timingOf({ PROFILE: 'gate', DURATION_HOURS: '6' });
  expect(computeToxicSlots(sixCycles, RUNBOOK_FAULT_IDS).map(({ window, mode }) => [window, mode])).toEqual([
    [0, 'latency'],
    [1, 'timeout'],
    [2, 'reset'],
    [3, 'bandwidth'],
    [4, 'mix'],
    [5, 'latency'],
  ]);
  expect(computeToxicSlots(RUNS.soak24!(), ['reset']).map(({ mode }) => mode)).toEqual(
    Array(24).fill('reset'),
  );
});

test.each<[string, () => Timing, number, number[]]>([
  ['a fifth of a slot', RUNS.gate!, 0, [48]],
  ['a minute at most', RUNS.gate!, 1, [60, 30]],
  ['none where it would be too short to see anything in', RUNS.quick!, 0, [0, 0, 0, 0]],
  [
    'just enough',
    () => ({ ...RUNS.gate!(), totalSec: 262.5, cycleSec: 262.5, chaosOffsetSec: 50, chaosWindowSec: 162.5 }),
    0,
    [5, 7.5, 10, 5],
  ],
])('rests between the toxics of a window: %s', (_, toTiming, window, rests) => {
  const own = computeToxicSlots(toTiming(), RUNBOOK_FAULT_IDS).filter((slot) => slot.window === window);
  expect(own.slice(1).map((slot, n) => Number((slot.fromSec - own[n]!.toSec).toFixed(6)))).toEqual(rests);
});

test('time scale compresses the clock and not the rates', () => {
  const plain = timingOf({ PROFILE: 'gate' });
  const scaled = timingOf({ PROFILE: 'gate', TIME_SCALE: '60' });
  expect(computeSegments(scaled)).toHaveLength(computeSegments(plain).length);
  computeSegments(plain).forEach((segment, i) => {
    const small = computeSegments(scaled)[i]!;
    expect(small).toMatchObject({ phase: segment.phase, rateRps: segment.rateRps });
    expect(small.fromSec).toBeCloseTo(segment.fromSec / 60, 9);
    expect(small.toSec).toBeCloseTo(segment.toSec / 60, 9);
  });
});

const T: Timing = {
  injects: true,
  totalSec: 100,
  cycleSec: 50,
  chaosOffsetSec: 10,
  chaosWindowSec: 10,
  spikeOffsetSec: 30,
  spikeDurationSec: 5,
  baseRps: 1,
  chaosRps: 3,
  spikeRps: 20,
};

test.each<[string, Partial<Timing>, number[][], number[][]]>([
  [
    'no windows',
    { chaosWindowSec: 0 },
    [],
    [
      [30, 35],
      [80, 85],
    ],
  ],
  [
    'no spikes',
    { spikeDurationSec: 0 },
    [
      [10, 20],
      [60, 70],
    ],
    [],
  ],
  ['a window that the end would cut is left out', { totalSec: 65 }, [[10, 20]], [[30, 35]]],
  [
    'a spike is cut by the end',
    { totalSec: 82 },
    [
      [10, 20],
      [60, 70],
    ],
    [
      [30, 35],
      [80, 82],
    ],
  ],
  [
    'a spike right behind the window',
    { spikeOffsetSec: 20 },
    [
      [10, 20],
      [60, 70],
    ],
    [
      [20, 25],
      [70, 75],
    ],
  ],
  [
    'a window that ends with the run is whole',
    { totalSec: 70 },
    [
      [10, 20],
      [60, 70],
    ],
    [[30, 35]],
  ],
  [
    'a spike at the end of the run is none',
    { totalSec: 80 },
    [
      [10, 20],
      [60, 70],
    ],
    [[30, 35]],
  ],
  ['a run as long as its window begins with some baseline', { totalSec: 10 }, [[0.5, 10]], []],
  ['a run too short for its window has none', { totalSec: 9 }, [], []],
])('%s', (_, change, windows, spikes) => {
  const timing = { ...T, ...change };
  expect(spansOf(timing, 'chaos')).toEqual(windows);
  expect(spansOf(timing, 'spike')).toEqual(spikes);
});

test('no baseline is left between a window and the spike right behind it', () => {
  const baseline = { phase: 'baseline', rateRps: 1 };
  expect(computeSegments({ ...T, totalSec: 25, spikeOffsetSec: 20 })).toEqual([
    { ...baseline, fromSec: 0, toSec: 10 },
    { phase: 'chaos', fromSec: 10, toSec: 20, rateRps: 3 },
    { phase: 'spike', fromSec: 20, toSec: 25, rateRps: 20 },
  ]);
});

test('a moment of no run lies in no segment', () => {
  expect(() => findSegment([], 0)).toThrow('a run without a segment');
});

test('a spike inside the chaos window cannot be told from it', () => {
  expect(() => computeSegments({ ...T, spikeOffsetSec: 15 })).toThrow(/SPIKE_OFFSET_MIN/);
  expect(() => computeSegments({ ...T, spikeOffsetSec: 8 })).toThrow(/SPIKE_OFFSET_MIN/);
});

test.each([
  [0, 'baseline'],
  [9.999, 'baseline'],
  [10, 'chaos'],
  [19.999, 'chaos'],
  [20, 'baseline'],
  [30, 'spike'],
  [35, 'baseline'],
  [99, 'baseline'],
  [500, 'baseline'],
] as const)('at %d s the phase is %s', (atSec, phase) => {
  expect(findSegment(computeSegments(T), atSec).phase).toBe(phase);
});

describe('against brute force', () => {
  const TIMINGS: readonly (() => Timing)[] = [
    RUNS.quick!,
    () => T,
    () => ({ ...T, totalSec: 57.5, spikeOffsetSec: 20 }),
    () => ({ ...T, baseRps: 10, chaosRps: 2, spikeRps: 4, spikeOffsetSec: 20 }),
    () => ({ ...T, baseRps: 7, chaosRps: 1, spikeRps: 30, spikeOffsetSec: 5 }),
    // A busy spike that runs into the chaos window: the peak comes one journey after its start, not at a boundary.
    () => ({
      ...T,
      chaosOffsetSec: 12,
      chaosWindowSec: 30,
      spikeOffsetSec: 10,
      spikeDurationSec: 2,
      baseRps: 5,
      chaosRps: 7,
      spikeRps: 10,
    }),
  ];
  const STEP = 0.05;
  const rateAt = (segments: readonly Segment[], sec: number, phase?: string) => {
    const found = segments.find((s) => s.fromSec <= sec && sec < s.toSec);
    return found && (phase === undefined || found.phase === phase) ? found : undefined;
  };
  /** Sum of `what` over steps of `STEP` from `fromSec` to `toSec`. */
  const integrate = (fromSec: number, toSec: number, what: (sec: number) => number) => {
    let sum = 0;
    for (let sec = fromSec + STEP / 2; sec < toSec; sec += STEP) sum += what(sec) * STEP;
    return sum;
  };

  test.each(TIMINGS)('journeys due and seconds of a phase: timing %#', (toTiming) => {
    const timing = toTiming();
    const segments = computeSegments(timing);
    for (const untilSec of [0, 12.5, 33, timing.totalSec, timing.totalSec + 10]) {
      for (const phase of [undefined, ...PHASES]) {
        const due = integrate(0, untilSec, (sec) => rateAt(segments, sec, phase)?.rateRps ?? 0);
        expect(Math.abs(computeJourneysDue(segments, untilSec, phase) - due)).toBeLessThan(1.5);
        if (phase === undefined) continue;
        const spent = integrate(0, untilSec, (sec) => (rateAt(segments, sec, phase) ? 1 : 0));
        expect(Math.abs(computePhaseSec(segments, phase, untilSec) - spent)).toBeLessThan(0.15);
      }
    }
  });

  test.each(TIMINGS)('the peak of journeys under way: timing %#', (toTiming) => {
    const timing = toTiming();
    const segments = computeSegments(timing);
    for (const journeySec of [0.5, 2, 7, 12, 52]) {
      let peak = 0;
      for (let sec = 0; sec <= timing.totalSec + journeySec; sec += 0.25) {
        const from = Math.max(0, sec - journeySec);
        peak = Math.max(peak, computeJourneysDue(segments, sec) - computeJourneysDue(segments, from));
      }
      const claimed = computePeakInFlight(segments, journeySec);
      expect(claimed).toBeGreaterThanOrEqual(peak - 1e-6);
      expect(claimed).toBeLessThanOrEqual(Math.ceil(peak) + 1);
    }
  });
});
