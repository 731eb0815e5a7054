import { describe, expect, it, test } from 'vitest';
import { toAnswers } from '../../../test/runs/answers.ts';
import type { FaultId } from '../faults/table.ts';
import type { JournalRow, ReadingPoint } from '../journal/events.ts';
import { type AftermathInput, judgeAftermath } from './aftermath.ts';

/** One slot of `mode` from 15 s to `offSec`, in which `failed` of 20 upstream calls failed. */
const toSlot = (
  mode: FaultId,
  failed: number | null,
  { window = 0, onSec = 15, offSec = 25, healed = true } = {},
): JournalRow[] => {
  const slot = { window, mode };
  const read = (
    ts: number,
    point: ReadingPoint,
    calls: number,
    errors: number,
    meanMs: number,
  ): JournalRow => ({
    ...slot,
    ts,
    type: 'upstream.read',
    point,
    calls: failed === null ? null : calls,
    errors: failed === null ? null : errors,
    durationMs: failed === null ? null : calls * meanMs,
    bytes: 1,
  });
  return [
    {
      ts: 0,
      type: 'upstream.read',
      point: 'baseline_start',
      window: -1,
      mode: null,
      calls: 0,
      errors: 0,
      durationMs: 0,
      bytes: 0,
    },
    {
      ts: 15,
      type: 'upstream.read',
      point: 'baseline_end',
      window: -1,
      mode: null,
      calls: 10,
      errors: 0,
      durationMs: 200,
      bytes: 0,
    },
    { ts: onSec, type: 'toxic.on', ...slot, read_back: true, why: '' },
    read(onSec + 2, 'slot_start', 0, 0, 0),
    read(offSec - 0.1, 'slot_end', 20, failed ?? 0, 2000),
    { ts: offSec, type: 'toxic.off', ...slot, healed, rung: healed ? 'removed' : 'failed', why: '' },
  ];
};
const BASELINE = toAnswers({ from: 0, to: 14, perSec: 2 });
const AFTER = toAnswers({ from: 25, to: 60, perSec: 2 });
const during = (said: boolean) =>
  toAnswers({ from: 15, to: 25, perSec: 2, phase: 'chaos', degraded: () => said });
const judge = (change: Partial<AftermathInput>) =>
  judgeAftermath({
    rows: toSlot('timeout', 20),
    answers: [...BASELINE, ...during(true), ...AFTER],
    scale: { bucketSec: 5, withinSec: 20 },
    endedSec: 60,
    cutting: new Set(['timeout']),
    ...change,
  });

it('puts together what one slot was', () => {
  const { slots, honesty, baseline, assumed } = judge({});
  expect(slots).toEqual([
    {
      upstream_calls: 20,
      upstream_failed: 20,
      upstream_added_ms: 1980,
      answers: 16,
      degraded: 16,
      recovery: 'recovered',
      recover_s: 0,
      recover_because: expect.any(String),
    },
  ]);
  expect(honesty).toMatchObject({ honesty: 'honest', answers: 16 });
  expect(assumed).toBe(false);
  expect(baseline).toEqual({ answers: 98, degraded: 0 });
});

it.each(['slot_start', 'slot_end'])('says nothing of a slot without the reading at its %s', (point) => {
  const rows = toSlot('timeout', 20).filter((row) => row.type !== 'upstream.read' || row.point !== point);
  const unknown = { upstream_calls: null, upstream_failed: null, upstream_added_ms: null };
  expect(judge({ rows }).slots).toMatchObject([{ ...unknown, answers: 0, degraded: 0 }]);
});

it('shows all answers that may need the upstream, and holds to honesty those with nothing else to go by', () => {
  const beside = toAnswers({ from: 15, to: 25, perSec: 2, phase: 'chaos', need: 'maybe' });
  const { slots, honesty } = judge({ answers: [...BASELINE, ...during(true), ...beside, ...AFTER] });
  expect(slots).toMatchObject([{ answers: 32, degraded: 16 }]);
  expect(honesty).toMatchObject({ honesty: 'honest', answers: 16, degraded: 16 });
});

it('hears a service that invents answers', () =>
  expect(judge({ answers: [...BASELINE, ...during(false), ...AFTER] }).honesty.honesty).toBe('pretended'));

it('counts no answer during the recovery as baseline, and every later one', () => {
  const late = toAnswers({ from: 25, to: 60, perSec: 2, degraded: (_, atSec) => atSec < 33 });
  expect(judge({ answers: [...BASELINE, ...late] }).baseline).toEqual({ answers: 28 + 50, degraded: 0 });
  const relapsed = toAnswers({ from: 25, to: 60, perSec: 2, degraded: (_, atSec) => atSec >= 50 });
  expect(judge({ answers: [...BASELINE, ...relapsed] }).baseline).toEqual({ answers: 98, degraded: 20 });
});

describe('hours that were named chaos', () => {
  const degraded = toAnswers({ from: 14, to: 60, perSec: 2, phase: 'chaos', degraded: () => true });
  const answers = [...BASELINE, ...degraded];
  const toRows = (change: Partial<Extract<JournalRow, { type: 'toxic.on' }>>, offSec = 25) =>
    toSlot('timeout', 20, { offSec }).map((row) => (row.type === 'toxic.on' ? { ...row, ...change } : row));

  it.each<[string, readonly JournalRow[]]>([
    ['none was planned', []],
    ['the run ended before', toRows({}).filter(({ type }) => type === 'upstream.read')],
  ])('are baseline where no toxic was on: %s', (_, rows) => {
    expect(judge({ rows, answers }).baseline).toEqual({ answers: 28 + 92, degraded: 92 });
  });

  it('are baseline but for the moment in which a toxic could not be set', () => {
    const { baseline, slots } = judge({ rows: toRows({ read_back: false, why: 'no answer' }, 16), answers });
    expect(baseline.degraded).toBeGreaterThan(85);
    expect(slots).toMatchObject([{ recovery: 'not_watched', recover_because: 'it was not on', answers: 0 }]);
  });

  it('blame nobody for a toxic that was not on', () => {
    const rows = toRows({ read_back: false, why: 'no answer' });
    const unread = rows.filter(({ type }) => type !== 'upstream.read');
    expect(judge({ rows: unread, answers: [...BASELINE, ...during(false), ...AFTER] }).honesty.honesty).toBe(
      'nothing_failed',
    );
  });

  it('are chaos from the first toxic of a window to the last that was on', () => {
    const second = toSlot('timeout', 20, { onSec: 40, offSec: 50 }).slice(2);
    const wholly = toAnswers({
      from: 26,
      to: 40,
      perSec: 2,
      phase: 'chaos',
      degraded: (_, atSec) => atSec > 36,
    });
    const rows = [...toSlot('timeout', 20), ...second];
    const after = toAnswers({ from: 50, to: 60, perSec: 2 });
    expect(judge({ rows, answers: [...BASELINE, ...wholly, ...after] }).baseline.degraded).toBe(0);
    const apart = rows.map(
      (row) => ('window' in row && row.ts >= 40 ? { ...row, window: 1 } : row) as JournalRow,
    );
    expect(
      judge({ rows: apart, answers: [...BASELINE, ...wholly, ...after] }).baseline.degraded,
    ).toBeGreaterThan(0);
  });
});

it('knows a busy machine by the calls that need no upstream', () => {
  const slow = { from: 25, to: 60, perSec: 2, ms: () => 2000 };
  const baseline = toAnswers({ from: 0, to: 14, perSec: 2, need: 'none' });
  const busy = [...baseline, ...toAnswers({ ...slow, need: 'none', ms: () => 900 })];
  const quiet = [...baseline, ...toAnswers({ ...slow, need: 'none', ms: () => 20 })];
  const recoveryOf = (others: AftermathInput['answers']) =>
    judge({ answers: [...BASELINE, ...toAnswers(slow), ...others] }).slots[0]?.recovery;
  expect(recoveryOf(busy)).toBe('unclear');
  expect(recoveryOf(quiet)).toBe('not_recovered');
  expect(judge({ answers: [...BASELINE, ...AFTER, ...busy] }).baseline.answers).toBe(98);
});

it('does not blame a service at baseline for a toxic from which it did not recover', () => {
  const ill = toAnswers({ from: 25, to: 60, perSec: 2, degraded: () => true });
  expect(judge({ answers: [...BASELINE, ...ill] })).toMatchObject({
    slots: [{ recovery: 'not_recovered' }],
    baseline: { answers: 28, degraded: 0 },
  });
  const late = toAnswers({ from: 25, to: 60, perSec: 2, degraded: (_, atSec) => atSec < 50 });
  expect(judge({ answers: [...BASELINE, ...late] })).toMatchObject({
    slots: [{ recovery: 'not_recovered', recover_s: 25 }],
    baseline: { answers: 28 + 20, degraded: 0 },
  });
});

it.each<[string, number | undefined, number]>([
  ['well', undefined, 20],
  ['touched when all was over', 61, 20],
  ['touched at 50 s, when the service begins to degrade', 50, 0],
])('blames a service for what it says at baseline, where the proxy was %s', (_, since, degraded) => {
  const rows: JournalRow[] =
    since === undefined ? [] : [{ ts: 62, type: 'baseline.disturbed', since, why: 'somebody disabled it' }];
  const answers = [
    ...BASELINE,
    ...toAnswers({ from: 25, to: 60, perSec: 2, degraded: (_, atSec) => atSec >= 50 }),
  ];
  const { baseline } = judge({ rows: [...toSlot('timeout', 20), ...rows], answers });
  expect(baseline).toEqual({ answers: 78 + degraded, degraded });
});

describe('of two slots', () => {
  const second = { window: 1, onSec: 60, offSec: 70 };
  const rows = [...toSlot('timeout', 20), ...toSlot('latency', 0, second)];
  const never = toAnswers({ from: 25, to: 60, perSec: 2, degraded: () => true });

  it('the first is watched until the second', () => {
    const late = toAnswers({ from: 62, to: 100, perSec: 2 });
    expect(
      judge({ rows, answers: [...BASELINE, ...late], endedSec: 100 }).slots.map((s) => s.recovery),
    ).toEqual(['unclear', 'recovered']);
  });

  it('what comes while the second is on says nothing of the first', () => {
    const soon = [...toSlot('timeout', 20), ...toSlot('latency', 0, { window: 1, onSec: 40, offSec: 50 })];
    const few = toAnswers({ from: 30, to: 40, perSec: 0.5 });
    const ill = toAnswers({ from: 41, to: 49, perSec: 4, failed: () => true });
    expect(judge({ rows: soon, answers: [...BASELINE, ...few, ...ill] }).slots[0]?.recovery).toBe('unclear');
  });

  it('of which one follows the other at once, the last speaks for both', () => {
    const next = [...toSlot('timeout', 20), ...toSlot('latency', 0, { onSec: 25.05, offSec: 40 })];
    const well = toAnswers({ from: 40, to: 60, perSec: 2 });
    expect(judge({ rows: next, answers: [...BASELINE, ...well] })).toMatchObject({
      slots: [{ recovery: 'not_watched' }, { recovery: 'recovered', recover_s: 0 }],
      baseline: { answers: 28 + 40 },
    });
  });

  it('what the first left behind is no baseline for the second', () => {
    const ill = toAnswers({ from: 70, to: 100, perSec: 2, degraded: () => true });
    const judged = judge({ rows, answers: [...BASELINE, ...never.slice(0, 40), ...ill], endedSec: 100 });
    expect(judged.slots.map((s) => s.recovery)).toEqual(['not_recovered', 'not_recovered']);
  });
});

test.each<[string, Partial<AftermathInput>, string]>([
  ['not healed', { rows: toSlot('timeout', 20, { healed: false }) }, 'not_watched'],
  ['in the last second of a run', { endedSec: 25.5 }, 'not_watched'],
  [
    'followed by answers that fail',
    { answers: [...BASELINE, ...toAnswers({ from: 25, to: 60, perSec: 2, failed: () => true })] },
    'not_recovered',
  ],
  [
    'followed by a spike alone',
    { answers: [...BASELINE, ...toAnswers({ from: 25, to: 60, perSec: 20, phase: 'spike' })] },
    'unclear',
  ],
])('a slot that is %s', (_, change, recovery) => expect(judge(change).slots).toMatchObject([{ recovery }]));

describe('of two windows with the same toxic', () => {
  const rows = [
    ...toSlot('timeout', 20),
    ...toSlot('timeout', 5, { window: 1, onSec: 60, offSec: 70, healed: false }),
  ];
  const answers = [
    ...BASELINE,
    ...during(true),
    ...AFTER,
    ...toAnswers({ from: 60, to: 70, perSec: 3, phase: 'chaos' }),
    ...toAnswers({ from: 70, to: 100, perSec: 2, degraded: () => true }),
  ];

  it('each has its own readings, answers and end', () => {
    expect(judge({ rows, answers, endedSec: 100 }).slots).toMatchObject([
      { upstream_calls: 20, upstream_failed: 20, answers: 16, degraded: 16, recovery: 'recovered' },
      { upstream_calls: 20, upstream_failed: 5, answers: 24, degraded: 0, recovery: 'not_watched' },
    ]);
  });

  it('a slot that was not healed counts as baseline from when healing was given up', () => {
    expect(judge({ rows, answers, endedSec: 100 }).baseline).toEqual({ answers: 28 + 70, degraded: 0 });
  });
});

describe('a slot that has no end', () => {
  const cut = (...types: JournalRow['type'][]) =>
    toSlot('timeout', 20).filter(
      (row) => !(types.includes(row.type) && !('point' in row && row.point !== 'slot_end')),
    );

  it.each<[string, JournalRow[], object]>([
    [
      'since the run was over: nothing after it is baseline',
      cut('toxic.off', 'upstream.read'),
      { slots: [{ recovery: 'not_watched', answers: 0, upstream_calls: null }], baseline: { answers: 28 } },
    ],
    [
      'to its readings, as behind an agent that died',
      cut('upstream.read'),
      { slots: [{ recovery: 'recovered', answers: 0, upstream_calls: null }], assumed: true },
    ],
  ])('%s', (_, rows, want) => expect(judge({ rows })).toMatchObject(want));
});

describe('of upstream calls', () => {
  const withTotals = (point: ReadingPoint, totals: object) =>
    toSlot('timeout', 20).map((row) => ('point' in row && row.point === point ? { ...row, ...totals } : row));

  it.each<[string, JournalRow[], number | null, number | null]>([
    ['none in the slot', withTotals('slot_end', { calls: 0, errors: 0, durationMs: 0 }), 0, null],
    ['none at baseline', withTotals('baseline_end', { calls: 0, durationMs: 0 }), 20, null],
    ['some in both', toSlot('timeout', 20), 20, 1980],
  ])('%s: how much slower they were', (_, rows, calls, addedMs) =>
    expect(judge({ rows }).slots).toMatchObject([{ upstream_calls: calls, upstream_added_ms: addedMs }]));

  it('of none nothing can be said to have failed', () => {
    const rows = withTotals('slot_end', { calls: 0, errors: 0, durationMs: 0 });
    expect(judge({ rows }).honesty.honesty).toBe('nothing_failed');
  });

  it('those of one slot are not taken for those of another, of which nobody tells', () => {
    const rows = [...toSlot('timeout', 20), ...toSlot('timeout', null, { window: 1, onSec: 60, offSec: 70 })];
    const invented = toAnswers({ from: 60, to: 70, perSec: 2, phase: 'chaos' });
    const answers = [...BASELINE, ...during(true), ...AFTER, ...invented];
    expect(judge({ rows, answers, endedSec: 80 })).toMatchObject({
      assumed: false,
      honesty: { honesty: 'honest', answers: 16, degraded: 16 },
    });
  });

  it('those that failed are a share of them', () => {
    // 19 of 20: with three attempts for each, 86 of 100 answers are lost at the least.
    expect(judge({ rows: toSlot('timeout', 19) }).honesty).toMatchObject({ honesty: 'honest', needed: 10 });
    expect(judge({ rows: toSlot('timeout', 15) }).honesty.honesty).toBe('nothing_failed');
  });
});

it('counts as baseline, where the recovery is unclear, what came once the service had to have recovered', () => {
  // At 25, 31.7, 38.3, 45, 51.7 and 58.3 s: too few to tell by.
  const few = toAnswers({ from: 25, to: 60, perSec: 0.15 });
  expect(judge({ answers: [...BASELINE, ...few] })).toMatchObject({
    slots: [{ recovery: 'unclear' }],
    baseline: { answers: 28 + 3 },
  });
});

describe('a service that tells nothing of its upstream calls', () => {
  const rows = toSlot('timeout', null);

  it('is taken to have lost them all under a fault that lets nothing through', () => {
    expect(judge({ rows })).toMatchObject({ assumed: true, honesty: { honesty: 'honest' } });
    expect(judge({ rows, answers: during(false) })).toMatchObject({
      assumed: true,
      honesty: { honesty: 'pretended' },
      slots: [{ upstream_calls: null, upstream_failed: null, upstream_added_ms: null }],
    });
  });

  it('is not judged under any other', () =>
    expect(judge({ rows: toSlot('latency', null) }).honesty.honesty).toBe('nothing_failed'));
});

it('a run without toxics has its baseline all the same', () =>
  expect(judge({ rows: [], answers: BASELINE })).toEqual({
    slots: [],
    assumed: false,
    honesty: { honesty: 'nothing_failed', answers: 0, degraded: 0, needed: 0 },
    baseline: { answers: 28, degraded: 0 },
  }));
