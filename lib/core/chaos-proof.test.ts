import { describe, expect, it, test } from 'vitest';
import {
  assessEffect,
  computeCallsToSee,
  computeStretch,
  proveChaos,
  toIso,
  type UpstreamStretch,
} from './chaos-proof.ts';
import type { JournalRow, ReadingEdge, UpstreamTotals } from './events.ts';
import { INJECTIONS } from './faults/injection.ts';
import { FAULT_IDS, type FaultId } from './faults/table.ts';

/** Calls of `meanMs` each, `errors` of them failed. */
const stretch = (calls: number, errors = 0, meanMs = 20, bytes = calls * 1000): UpstreamStretch => ({
  calls,
  errors,
  durationMs: calls * meanMs,
  bytes,
});
const CALM = stretch(50);

test.each<[FaultId, number]>([
  ['latency', 3],
  ['timeout', 1],
  // 0.9^44 < 0.01 < 0.9^43: one connection in ten is struck.
  ['reset', 44],
  ['bandwidth', 3],
  ['mix', 3],
])('%s needs %d calls to be seen', (mode, calls) => expect(computeCallsToSee(INJECTIONS[mode])).toBe(calls));

test.each<[FaultId, string, UpstreamStretch, UpstreamStretch, string]>([
  ['latency', 'calls 800 ms slower', CALM, stretch(20, 0, 820), 'shown'],
  ['latency', 'calls 300 ms slower', CALM, stretch(20, 0, 320), 'shown'],
  ['latency', 'calls as fast as ever', CALM, stretch(20, 0, 25), 'none'],
  ['latency', 'two calls', CALM, stretch(2, 0, 820), 'too_few'],
  ['latency', 'no calm to compare with', stretch(2), stretch(20, 0, 820), 'too_few'],
  ['bandwidth', 'calls 60 ms slower', CALM, stretch(20, 0, 80), 'shown'],
  ['bandwidth', 'calls 40 ms slower', CALM, stretch(20, 0, 60), 'none'],
  ['timeout', 'every call failed', CALM, stretch(20, 20), 'shown'],
  ['timeout', 'one call failed of one', CALM, stretch(1, 1), 'shown'],
  ['timeout', 'no call failed', CALM, stretch(20), 'none'],
  ['timeout', 'as many failed as in calm', stretch(50, 45), stretch(20, 18), 'none'],
  ['reset', 'one of ten failed', CALM, stretch(100, 10), 'shown'],
  ['reset', 'none of 43 failed', CALM, stretch(43), 'too_few'],
  ['reset', 'none of 44 failed', CALM, stretch(44), 'none'],
  ['slow_close', 'held 500 ms longer', { ...CALM, heldMs: 3 }, { ...stretch(9), heldMs: 503 }, 'shown'],
  ['slow_close', 'held no longer', { ...CALM, heldMs: 3 }, { ...stretch(9), heldMs: 5 }, 'none'],
  ['slow_close', 'never measured', CALM, { ...stretch(9), heldMs: 503 }, 'too_few'],
  ['slow_close', 'nothing to measure', { ...CALM, heldMs: 3 }, stretch(9), 'too_few'],
  ['slow_close', 'held, and no call', { ...CALM, heldMs: 3 }, { ...stretch(0), heldMs: 503 }, 'none'],
  ['mix', 'calls 800 ms slower', CALM, stretch(20, 2, 820), 'shown'],
  ...FAULT_IDS.flatMap((mode): [FaultId, string, UpstreamStretch, UpstreamStretch, string][] => [
    [mode, 'no call and no byte', CALM, stretch(0), 'none'],
    [mode, 'bytes, and no call that ended', CALM, stretch(0, 0, 0, 512), 'too_few'],
  ]),
])('%s, %s', (mode, _, calm, during, effect) => {
  const assessed = assessEffect(INJECTIONS[mode], calm, during);
  expect(assessed.effect, assessed.because).toBe(effect);
  expect(assessed.because).not.toBe('');
});

test.each<[FaultId, UpstreamStretch, string]>([
  ['latency', stretch(20, 0, 170), 'shown'],
  ['latency', stretch(20, 0, 169), 'none'],
  ['timeout', stretch(20, 5), 'shown'],
  ['timeout', stretch(20, 4), 'none'],
])('%s read from answers asks for half: %j is %s', (mode, during, effect) => {
  const assessed = assessEffect(INJECTIONS[mode], CALM, during, true);
  expect(assessed.effect).toBe(effect);
  expect(assessed.because).toContain('answers');
});

const totals = (calls: number, errors = 0, meanMs = 20): UpstreamTotals => ({
  calls,
  errors,
  durationMs: calls * meanMs,
  bytes: calls * 1000,
});

test.each<[string, UpstreamTotals, UpstreamTotals, UpstreamStretch]>([
  [
    'the difference of two readings',
    totals(10),
    totals(15, 2),
    { calls: 5, errors: 2, durationMs: 100, bytes: 5000 },
  ],
  [
    'a service that was restarted counts from 0',
    totals(10),
    totals(3),
    { calls: 0, errors: 0, durationMs: 0, bytes: 0 },
  ],
  [
    'what is not told counts as 0',
    { calls: null, errors: null, durationMs: null, bytes: 5 },
    { calls: null, errors: null, durationMs: null, bytes: 9 },
    { calls: 0, errors: 0, durationMs: 0, bytes: 4 },
  ],
])('%s', (_, from, to, want) => expect(computeStretch(from, to)).toEqual(want));

describe('proveChaos', () => {
  const read = (
    edge: ReadingEdge,
    of: UpstreamTotals,
    window = -1,
    mode: FaultId | null = null,
  ): JournalRow => ({
    ts: 1,
    type: 'upstream.read',
    edge,
    window,
    mode,
    ...of,
  });
  const on = (window: number, mode: FaultId): JournalRow => ({
    ts: 100,
    type: 'toxic.on',
    window,
    mode,
    read_back: true,
    why: '',
  });
  const off = (window: number, mode: FaultId): JournalRow => ({
    ts: 110,
    type: 'toxic.off',
    window,
    mode,
    healed: true,
    rung: 'removed',
    why: 'Removed.',
  });
  const slot = (window: number, mode: FaultId, from: UpstreamTotals, to: UpstreamTotals): JournalRow[] => [
    on(window, mode),
    read('slot_start', from, window, mode),
    read('slot_end', to, window, mode),
    off(window, mode),
  ];
  const calm = [read('calm_start', totals(0)), read('calm_end', totals(20))];

  it('reads each slot, with its times and how it was healed', () => {
    expect(proveChaos([...calm, ...slot(0, 'timeout', totals(20), totals(30, 10))])).toMatchObject({
      windows: [
        {
          window: 0,
          mode: 'timeout',
          from: toIso(100),
          to: toIso(110),
          read_back: true,
          healed: true,
          rung: 'removed',
          effect: 'shown',
        },
      ],
      modes: { timeout: { effect: 'shown' } },
    });
  });

  it('adds a mode up over its slots: two short ones may show together what neither shows', () => {
    const proof = proveChaos([
      ...calm,
      ...slot(0, 'reset', totals(20), totals(50)),
      ...slot(1, 'reset', totals(50), totals(80, 3)),
    ]);
    expect(proof.windows.map(({ effect }) => effect)).toEqual(['too_few', 'shown']);
    expect(proof.modes.reset).toMatchObject({ effect: 'shown', because: expect.stringContaining('3 of 60') });
  });

  it('adds calm up between windows', () => {
    const proof = proveChaos([
      read('calm_start', totals(0)),
      read('calm_end', totals(2)),
      ...slot(0, 'latency', totals(2), { ...totals(12), durationMs: 10_000 }),
      read('calm_start', totals(12)),
      read('calm_end', totals(14)),
    ]);
    expect(proof.windows[0]).toMatchObject({ effect: 'shown' });
  });

  test.each<[string, JournalRow[], object]>([
    [
      'never taken off',
      slot(0, 'latency', totals(20), totals(30)).slice(0, 3),
      { to: null, healed: false, rung: null },
    ],
    [
      'not read at its end',
      [on(0, 'latency'), read('slot_start', totals(20), 0, 'latency'), off(0, 'latency')],
      { effect: 'too_few' },
    ],
    [
      'read by another slot',
      [on(0, 'latency'), read('slot_start', totals(1), 0, 'mix'), read('slot_end', totals(9), 1, 'latency')],
      { effect: 'too_few' },
    ],
  ])('a slot that was %s', (_, rows, want) => {
    expect(proveChaos([...calm, ...rows]).windows).toMatchObject([want]);
  });

  it('takes how long a connection was held from the end of calm and of the slot', () => {
    const held = (row: JournalRow, heldMs: number) => ({ ...row, heldMs }) as JournalRow;
    const rows = [...calm, ...slot(0, 'slow_close', totals(20), totals(30))];
    const heldMs = [900, 2, 900, 1000, 1001, 900];
    expect(proveChaos(rows.map((row, i) => held(row, heldMs[i]!))).windows).toMatchObject([
      { effect: 'shown', because: expect.stringContaining('held 999 ms longer') },
    ]);
  });

  it('of a run without chaos is empty', () => {
    expect(proveChaos(calm)).toEqual({ windows: [], modes: {} });
  });
});
