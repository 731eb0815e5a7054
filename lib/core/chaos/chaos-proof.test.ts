import { describe, expect, it, test } from 'vitest';
import { toAnswers } from '../../../test/runs/answers.ts';
import { INJECTIONS, resolveFaults } from '../faults/injection.ts';
import { parseFaultSettings } from '../faults/settings.ts';
import { FAULT_IDS, type FaultId } from '../faults/table.ts';
import type { JournalRow, ReadingPoint, UpstreamTotals } from '../journal/events.ts';
import { toIso } from '../text/time.ts';
import {
  assessEffect,
  type ChaosEffect,
  computeCallsToSee,
  computeStretch,
  proveChaos,
  type UpstreamStretch,
} from './chaos-proof.ts';

/** Calls of `meanMs` each, `errors` of them failed. */
const stretch = (calls: number, errors = 0, meanMs = 20, bytes = calls * 1000): UpstreamStretch => ({
  calls,
  errors,
  durationMs: calls * meanMs,
  bytes,
});
const BASELINE = stretch(50);

test.each<[FaultId, number]>([
  ['latency', 3],
  ['timeout', 1],
  // 0.9^44 < 0.01 < 0.9^43: one connection in ten is struck.
  ['reset', 44],
  ['bandwidth', 3],
  ['mix', 3],
])('%s needs %d calls to be seen', (mode, calls) => expect(computeCallsToSee(INJECTIONS[mode])).toBe(calls));

test.each<[FaultId, string, UpstreamStretch, UpstreamStretch, string]>([
  ['latency', 'calls 800 ms slower', BASELINE, stretch(20, 0, 820), 'shown'],
  ['latency', 'calls 300 ms slower', BASELINE, stretch(20, 0, 320), 'shown'],
  ['latency', 'calls as fast as ever', BASELINE, stretch(20, 0, 25), 'none'],
  ['latency', 'two calls', BASELINE, stretch(2, 0, 820), 'too_few'],
  ['latency', 'no baseline to compare with', stretch(2), stretch(20, 0, 820), 'too_few'],
  ['bandwidth', 'calls 60 ms slower', BASELINE, stretch(20, 0, 80), 'shown'],
  ['bandwidth', 'calls 40 ms slower', BASELINE, stretch(20, 0, 60), 'none'],
  ['timeout', 'every call failed', BASELINE, stretch(20, 20), 'shown'],
  ['timeout', 'one call failed of one', BASELINE, stretch(1, 1), 'shown'],
  ['timeout', 'no call failed', BASELINE, stretch(20), 'none'],
  ['timeout', 'as many failed as at baseline', stretch(50, 45), stretch(20, 18), 'none'],
  ['reset', 'one of ten failed', BASELINE, stretch(100, 10), 'shown'],
  ['reset', 'none of 43 failed', BASELINE, stretch(43), 'too_few'],
  ['reset', 'none of 44 failed', BASELINE, stretch(44), 'none'],
  [
    'reset',
    'none of 500 on connections that met 20 draws',
    BASELINE,
    { ...stretch(500), draws: 20 },
    'too_few',
  ],
  ['reset', 'none of 500 on connections that met 44 draws', BASELINE, { ...stretch(500), draws: 44 }, 'none'],
  ['reset', 'none of 20 that met many draws', BASELINE, { ...stretch(20), draws: 400 }, 'too_few'],
  ['slow_close', 'held 500 ms longer', { ...BASELINE, heldMs: 3 }, { ...stretch(9), heldMs: 503 }, 'shown'],
  ['slow_close', 'held no longer', { ...BASELINE, heldMs: 3 }, { ...stretch(9), heldMs: 5 }, 'none'],
  ['slow_close', 'never measured', BASELINE, { ...stretch(9), heldMs: 503 }, 'too_few'],
  ['slow_close', 'nothing to measure', { ...BASELINE, heldMs: 3 }, stretch(9), 'too_few'],
  ['slow_close', 'held, and no call', { ...BASELINE, heldMs: 3 }, { ...stretch(0), heldMs: 503 }, 'none'],
  ['mix', 'calls 800 ms slower', BASELINE, stretch(20, 2, 820), 'shown'],
  ...FAULT_IDS.flatMap((mode): [FaultId, string, UpstreamStretch, UpstreamStretch, string][] => [
    [mode, 'no call and no byte', BASELINE, stretch(0), 'none'],
    [mode, 'bytes, and no call that ended', BASELINE, stretch(0, 0, 0, 512), 'too_few'],
  ]),
])('%s, %s', (mode, _, baseline, during, effect) => {
  const assessed = assessEffect(INJECTIONS[mode], baseline, during);
  expect(assessed.effect, assessed.because).toBe(effect);
  expect(assessed.because).not.toBe('');
});

test.each<[FaultId, UpstreamStretch, string]>([
  ['latency', stretch(20, 0, 170), 'shown'],
  ['latency', stretch(20, 0, 169), 'none'],
  ['timeout', stretch(20, 5), 'shown'],
  ['timeout', stretch(20, 4), 'none'],
])('%s read from answers asks for half: %j is %s', (mode, during, effect) => {
  const assessed = assessEffect(INJECTIONS[mode], BASELINE, during, 'answers');
  expect(assessed.effect).toBe(effect);
  expect(assessed.because).toContain('answers');
});

const { latency, timeout, reset, slow_close } = INJECTIONS;
test.each<[string, () => ChaosEffect, ChaosEffect]>([
  [
    'three slow calls, three baseline calls: just enough',
    () => assessEffect(latency, stretch(3), stretch(3, 0, 320)),
    { effect: 'shown', because: 'upstream calls 300 ms slower than at baseline (300 needed), over 3' },
  ],
  [
    'two slow calls',
    () => assessEffect(latency, BASELINE, stretch(2, 0, 820)),
    { effect: 'too_few', because: '2 upstream calls, 50 at baseline' },
  ],
  [
    'slow answers',
    () => assessEffect(latency, BASELINE, stretch(20, 0, 169), 'answers'),
    {
      effect: 'none',
      because:
        'answers 149 ms slower than at baseline (150 needed), over 20; does the service ask its upstream for them, and through TOXIPROXY_LISTEN?',
    },
  ],
  [
    'failed calls',
    () => assessEffect(timeout, stretch(50, 1), stretch(20, 18)),
    { effect: 'shown', because: '18 of 20 upstream calls failed, 1 of 50 at baseline' },
  ],
  [
    'failed calls, and none at baseline',
    () => assessEffect(timeout, stretch(0), stretch(20, 10)),
    { effect: 'shown', because: '10 of 20 upstream calls failed, 0 of 0 at baseline' },
  ],
  [
    'degraded answers',
    () => assessEffect(reset, BASELINE, stretch(9), 'answers'),
    {
      effect: 'too_few',
      because:
        '0 of 9 answers degraded, 0 of 50 at baseline: 9 draws at 10 % all miss with a chance of 38.7 %',
    },
  ],
  [
    'no reset of the connections that were kept',
    () => assessEffect(reset, BASELINE, { ...stretch(80), connections: 0 }),
    {
      effect: 'none',
      because:
        '0 of 80 upstream calls failed, 0 of 50 at baseline; connections opened in the slot: 0; raise the load, or the toxicity of reset (TOXICS)',
    },
  ],
  [
    'calls that go around the proxy',
    () => assessEffect(timeout, BASELINE, { ...stretch(9), connections: 3 }),
    {
      effect: 'none',
      because:
        '0 of 9 upstream calls failed, 0 of 50 at baseline; do these calls go through TOXIPROXY_LISTEN?',
    },
  ],
  [
    'calls of k6 on the edge',
    () => assessEffect(timeout, BASELINE, stretch(9), 'edge'),
    { effect: 'none', because: '0 of 9 calls got no answer, 0 of 50 at baseline' },
  ],
  [
    'connections of ours that were all missed, as chance may have it',
    () =>
      assessEffect(
        resolveFaults(parseFaultSettings('slow_close.toxicity=0.05')).slow_close,
        { ...BASELINE, heldMs: 3 },
        { ...stretch(9), heldMs: 5 },
      ),
    {
      effect: 'too_few',
      because:
        'a connection was held 2 ms longer than at baseline (500 needed): 50 connections of ours at 5 % all miss with a chance of 7.69 %',
    },
  ],
  [
    'connections of ours of which some must have been struck',
    () =>
      assessEffect(
        resolveFaults(parseFaultSettings('slow_close.toxicity=0.1')).slow_close,
        { ...BASELINE, heldMs: 3 },
        { ...stretch(9), heldMs: 5 },
      ),
    { effect: 'none', because: 'a connection was held 2 ms longer than at baseline (500 needed)' },
  ],
  [
    'a connection that was held',
    () => assessEffect(slow_close, { ...BASELINE, heldMs: 3 }, { ...stretch(9), heldMs: 503 }),
    { effect: 'shown', because: 'a connection was held 500 ms longer than at baseline (500 needed)' },
  ],
  [
    'no connection to hold',
    () => assessEffect(slow_close, BASELINE, stretch(9)),
    { effect: 'too_few', because: 'no connection of ours could be held: TOXIPROXY_LISTEN is out of reach' },
  ],
  [
    'bytes alone',
    () => assessEffect(latency, BASELINE, stretch(0, 0, 0, 512)),
    { effect: 'too_few', because: '512 bytes passed, no call ended' },
  ],
  [
    'nothing',
    () => assessEffect(latency, BASELINE, stretch(0)),
    {
      effect: 'none',
      because:
        'no upstream call and no byte passed the toxic; does the service call its upstream, or is it in a mock mode?',
    },
  ],
])('says what was seen: %s', (_, assessed, want) => expect(assessed()).toEqual(want));

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
    'what the service does not report counts as 0',
    { calls: null, errors: null, durationMs: null, bytes: 5 },
    { calls: null, errors: null, durationMs: null, bytes: 9 },
    { calls: 0, errors: 0, durationMs: 0, bytes: 4 },
  ],
])('%s', (_, from, to, want) => expect(computeStretch(from, to)).toEqual(want));

describe('proveChaos', () => {
  const read = (
    point: ReadingPoint,
    of: UpstreamTotals,
    window = -1,
    mode: FaultId | null = null,
  ): JournalRow => ({
    ts: 1,
    type: 'upstream.read',
    point,
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
  const baseline = [read('baseline_start', totals(0)), read('baseline_end', totals(20))];

  it('reads each slot, with its times and how it was healed', () => {
    expect(proveChaos([...baseline, ...slot(0, 'timeout', totals(20), totals(30, 10))])).toMatchObject({
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
      ...baseline,
      ...slot(0, 'reset', totals(20), totals(50)),
      ...slot(1, 'reset', totals(50), totals(80, 3)),
    ]);
    expect(proof.windows.map(({ effect }) => effect)).toEqual(['too_few', 'shown']);
    expect(proof.modes.reset).toMatchObject({ effect: 'shown', because: expect.stringContaining('3 of 60') });
  });

  it('adds baseline up between windows', () => {
    const proof = proveChaos([
      read('baseline_start', totals(0)),
      read('baseline_end', totals(2)),
      ...slot(0, 'latency', totals(2), { ...totals(12), durationMs: 10_000 }),
      read('baseline_start', totals(12)),
      read('baseline_end', totals(14)),
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
    [
      'meddled with: what moved is not its doing alone',
      [
        ...slot(0, 'timeout', totals(20), totals(30, 10)).slice(0, 3),
        { ...off(0, 'timeout'), meddled: 'somebody disabled decision while timeout was on' } as JournalRow,
      ],
      {
        read_back: true,
        meddled: 'somebody disabled decision while timeout was on',
        effect: 'too_few',
        because: 'somebody disabled decision while timeout was on',
      },
    ],
  ])('a slot that was %s', (_, rows, want) => {
    expect(proveChaos([...baseline, ...rows]).windows).toMatchObject([want]);
  });

  it('takes how long a connection was held from the end of the baseline and of the slot', () => {
    const held = (row: JournalRow, heldMs: number) => ({ ...row, heldMs }) as JournalRow;
    const rows = [...baseline, ...slot(0, 'slow_close', totals(20), totals(30))];
    const heldMs = [900, 2, 900, 1000, 1001, 900];
    expect(proveChaos(rows.map((row, i) => held(row, heldMs[i]!))).windows).toMatchObject([
      { effect: 'shown', because: expect.stringContaining('held 999 ms longer') },
    ]);
  });

  it('is read from the answers that may need the upstream where any reading says so', () => {
    const [start, end] = baseline;
    const [on, from, to, off] = slot(0, 'latency', totals(20), { ...totals(40), durationMs: 3800 });
    const at = (ts: number, row: JournalRow | undefined) => ({ ...row, ts, source: 'answers' }) as JournalRow;
    const rows = [at(80, start), at(99, end), on!, at(102, from), at(110, to), off!];
    const during = { from: 102, to: 109, perSec: 2 };
    const ms = () => 1;
    const answers = [
      ...toAnswers({ from: 80, to: 98, perSec: 1, ms }),
      ...toAnswers({ ...during, need: 'maybe', ms: () => 151 }),
      ...toAnswers({ ...during, need: 'none', ms }),
      ...toAnswers({ ...during, failed: () => true }),
    ];
    const [told] = proveChaos(rows, INJECTIONS, answers).windows;
    expect(told).toMatchObject({ effect: 'shown' });
    expect(told?.because).toMatch(/^answers 150 ms slower than at baseline \(150 needed\), over 14$/);
  });

  it('takes the end of a baseline that never began for none', () => {
    const proof = proveChaos([baseline[1]!, ...slot(0, 'latency', totals(20), totals(40))]);
    expect(proof.windows[0]).toMatchObject({
      effect: 'too_few',
      because: '20 upstream calls, 0 at baseline',
    });
  });

  it('adds up calls, failures, times and bytes, and keeps the latest time a connection was held', () => {
    const held = (heldMs: number, of: UpstreamTotals): UpstreamTotals => ({ ...of, heldMs });
    const none = { calls: 0, errors: 0, durationMs: 0 };
    const proof = proveChaos([
      read('baseline_start', held(1, totals(0))),
      read('baseline_end', held(2, totals(20, 1))),
      ...slot(0, 'latency', totals(20), { ...totals(30), durationMs: 20 * 20 + 10 * 400 }),
      ...slot(0, 'timeout', totals(30), totals(40, 8)),
      ...slot(0, 'slow_close', totals(40), held(300, totals(50))),
      ...slot(0, 'reset', { ...none, bytes: 0 }, { ...none, bytes: 100 }),
      read('baseline_start', totals(50)),
      read('baseline_end', totals(60, 1)),
      ...slot(1, 'latency', totals(60), { ...totals(70), durationMs: 60 * 20 + 10 * 600 }),
      ...slot(1, 'timeout', totals(70), totals(80, 6)),
      ...slot(1, 'slow_close', totals(80), held(502, totals(90))),
      ...slot(1, 'reset', { ...none, bytes: 100 }, { ...none, bytes: 250 }),
    ]);
    expect(proof.modes).toEqual({
      latency: {
        effect: 'shown',
        because: 'upstream calls 480 ms slower than at baseline (300 needed), over 20',
      },
      timeout: { effect: 'shown', because: '14 of 20 upstream calls failed, 2 of 30 at baseline' },
      slow_close: {
        effect: 'shown',
        because: 'a connection was held 500 ms longer than at baseline (500 needed)',
      },
      reset: { effect: 'too_few', because: '250 bytes passed, no call ended' },
    });
  });

  it('takes a slot off by its own row, not by that of another mode or window', () => {
    const proof = proveChaos([on(0, 'latency'), off(0, 'mix'), off(1, 'latency')]);
    expect(proof.windows).toEqual([
      {
        window: 0,
        mode: 'latency',
        from: toIso(100),
        to: null,
        read_back: true,
        healed: false,
        rung: null,
        effect: 'too_few',
        because: 'the upstream leg was not read at both ends',
      },
    ]);
  });

  it('knows the readings of a slot by their point, in whatever order they come', () => {
    const [start, from, to, end] = slot(0, 'timeout', totals(20), totals(30, 10));
    const proof = proveChaos([...baseline, start!, to!, from!, end!]);
    expect(proof.windows[0]).toMatchObject({
      because: '10 of 10 upstream calls failed, 0 of 20 at baseline',
    });
  });

  it('of a run without chaos is empty', () => {
    expect(proveChaos(baseline)).toEqual({ windows: [], modes: {} });
  });
});

test('a time is written in UTC, with its milliseconds', () => {
  expect(toIso(1_800_000_000.5)).toBe('2027-01-15T08:00:00.500Z');
});
