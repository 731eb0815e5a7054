import { describe, expect, it, test } from 'vitest';
import { toAnswers } from '../../../test/runs/answers.ts';
import { GATES, planOf, toFigures } from '../../../test/runs/good-run.ts';
import { toModeFigures } from '../chaos/mode-figures.ts';
import type { JournalRow, ReadingPoint, RowOf } from '../journal/events.ts';
import { listEveryJourney } from '../service/journeys.ts';
import { gatherEvidence, type RunRecord } from './evidence.ts';
import { assess, type RunEnd } from './verdict.ts';

const END: RunEnd = { ranSec: 90, plannedSec: 90, stoppedBy: null, lost: null, k6Crossed: false };
// The quick profile makes 287 journeys.
const TOTALS = toFigures({ responses: 7, journeys: 284, journeys_dropped: 3, sentinel_reads: 88 }).totals;
const summed = (ts = 90): JournalRow => ({ ts, type: 'k6.summary', totals: TOTALS });
const exited = (code: number, signal: string | null = null): JournalRow => ({
  ts: 91,
  type: 'k6.exited',
  code,
  signal,
});
const disturbed = (why: string): JournalRow => ({ ts: 40, type: 'baseline.disturbed', since: 39, why });
const SEE = ': see k6.log';
const NO_SUMMARY = `k6 did not get to its summary${SEE}`;

const PLAN = planOf({ PROFILE: 'quick', TOXIPROXY_ENABLED: 'true' });
const off = (
  ts: number,
  healed: boolean,
  rung: RowOf<'toxic.off'>['rung'] = 'removed',
): RowOf<'toxic.off'> => ({
  ts,
  type: 'toxic.off',
  window: 0,
  mode: 'timeout',
  healed,
  rung,
  why: 'it hung',
});
const slot = (offRow = off(1025, true)): JournalRow[] => [
  { ts: 1015, type: 'toxic.on', window: 0, mode: 'timeout', read_back: true, why: '' },
  offRow,
];
const cut: JournalRow = {
  ...{ ts: 1001, type: 'journey.cut', n: 0, journey: 'photo_usable', variant: 'EN', stranded: 1 },
  ...{ after: 'photo_upload', step: 'analysis', why: 'no photoId' },
};
const error: JournalRow = { ts: 1001, type: 'suite.error', why: 'a TypeError' };

describe('what a journal comes to', () => {
  const toRecord = (change: Partial<RunRecord> = {}): RunRecord => ({
    plan: PLAN,
    gates: GATES,
    rows: [summed(1090), exited(0)],
    malformed: 0,
    startedAtSec: 1000,
    lastSec: 1095,
    longestJourneySec: 60,
    answers: [],
    drift: [],
    mayDegrade: true,
    figures: toFigures({ responses: 7, journeys: 284, journeys_dropped: 0, sentinel_reads: 0 }),
    edgeCalls: {},
    broken: {},
    findRemedy: () => undefined,
    ...change,
  });

  test('ends with k6, not with what is written after it', () => {
    const { evidence, ending, finishedAtSec, chaosWindows } = gatherEvidence(toRecord());
    expect(finishedAtSec).toBe(1090);
    // Its toxics have left no row: they were due, so the journal has lost them.
    const lost = 'the journal holds 0 of the 5 toxics that were due';
    expect(evidence.end).toEqual({ ...END, lost, damaged: true });
    expect(ending).toEqual({ status: 'stopped', stopReason: lost });
    expect(chaosWindows).toEqual([]);
    expect(evidence.gates).toBe(GATES);
    expect(evidence.once).toBe(false);
  });

  test('ends with the last row where k6 has no end, and the loss is said', () => {
    const { evidence, ending, finishedAtSec } = gatherEvidence(toRecord({ rows: [], lastSec: 1030 }));
    expect(finishedAtSec).toBe(1030);
    expect(evidence.end).toEqual({ ...END, ranSec: 30, lost: NO_SUMMARY, damaged: true });
    expect(ending).toEqual({ status: 'stopped', stopReason: NO_SUMMARY });
    expect(assess(evidence).outcome).toBe('inconclusive');
  });

  test('says how many lines are not whole', () => {
    const { evidence } = gatherEvidence(toRecord({ malformed: 3 }));
    expect(evidence.end.lost).toBe('3 lines of the journal are no rows');
  });

  it.each<[string, Partial<RunRecord>, object]>([
    ['what k6 counted of them', {}, { journeys_dropped: 3, journeys_due: 287, sentinel_reads: 88 }],
    [
      // Up to 15 s the schedule of this profile starts one journey a second.
      'what was due by then, where k6 did not count',
      { rows: [], lastSec: 1014.5, figures: toFigures({ journeys: 10 }) },
      { journeys_dropped: 4, journeys_due: 14, sentinel_reads: 0 },
    ],
    [
      'none where more were started than due',
      { rows: [], lastSec: 1014.5, figures: toFigures({ journeys: 20 }) },
      { journeys_dropped: 0, journeys_due: 20 },
    ],
    ['no error of the script, and no journey that was cut', {}, { validator_errors: 0, journeys_cut: 0 }],
    ['each journey that was cut', { rows: [cut, cut, cut, summed(1090), error] }, { journeys_cut: 3 }],
    ['each error of the script', { rows: [error, summed(1090), error] }, { validator_errors: 2 }],
    ['what the calls tell', {}, { responses: 7, calls: 1000 }],
  ])('counts %s', (_, change, totals) => {
    expect(gatherEvidence(toRecord(change)).evidence.figures.totals).toMatchObject(totals);
  });

  describe('has times that', () => {
    const plan = planOf({ PROFILE: 'quick', TOXIPROXY_ENABLED: 'true', TOXIPROXY_MODES: 'timeout' });
    const end = {
      ts: 1090,
      type: 'runner.ended',
      runner: 1,
      code: 0,
      why: '',
      journeys: 1,
      calls: 1,
      behind_s: 0,
    };
    const answer = (from: number, ms = 20) => ({
      answers: toAnswers({ from, to: from + 1, perSec: 1, ms: () => ms }),
    });
    const lostOf = (change: Partial<RunRecord>, more: readonly JournalRow[] = slot()) =>
      gatherEvidence(toRecord({ plan, rows: [...more, summed(1090), exited(0)], ...change })).evidence.end
        .lost;

    test.each<[string, Partial<RunRecord>, (readonly JournalRow[])?]>([
      ['a call from its first second', answer(1000)],
      ['a call to its last', answer(1089, 1000)],
      ['a call a clock apart', answer(1093)],
      [
        'a call of a runner that was over later',
        answer(1099),
        [...slot(), { ...end, ts: 1100 } as JournalRow],
      ],
      ['a toxic to after its end', {}, slot(off(1150, true))],
      ['last journeys well after its plan', { startedAtSec: 910, answers: [] }],
    ])('can be: %s', (_, change, rows) => {
      expect(lostOf(change, rows)).toBeNull();
    });

    test.each<[string, Partial<RunRecord>, RegExp, (readonly JournalRow[])?]>([
      ['a call before it', answer(990), /a call from -10.0 s to -10.0 s in a run that was over after 90.0 s/],
      ['a call that began before it', answer(990, 15_000), /a call from -10.0 s to 5.0 s/],
      ['a call after it', answer(1096), /a call from 96.0 s/],
      ['a call that ended after it', answer(1089, 9_000), /a call from 89.0 s to 98.0 s/],
      [
        'a toxic that was taken off first',
        {},
        /timeout being taken off at 5.0 s behind timeout being set at 15.0 s: rows are out of place/,
        slot(off(1005, true)),
      ],
      [
        'a toxic after it',
        {},
        /timeout was set at 115.0 s/,
        slot(off(1125, true)).map((row) => (row.type === 'toxic.on' ? { ...row, ts: 1115 } : row)),
      ],
      ['more than the plan can take', { startedAtSec: 900, answers: [] }, /of 190.0 s of a run of 90.0 s/],
    ])('cannot be: %s', (_, change, why, rows) => {
      expect(lostOf(change, rows)).toMatch(why);
    });

    test('are not those of one pass, which has no length', () => {
      const once = planOf({ ONCE: 'true' });
      const figures = toFigures({ ...TOTALS, journeys: listEveryJourney(once.mix).length - 3 });
      const rows: JournalRow[] = [{ ts: 1090, type: 'k6.summary', totals: figures.totals }, exited(0)];
      expect(lostOf({ plan: once, startedAtSec: 500, rows, figures })).toBeNull();
    });
  });

  describe('is of other options', () => {
    const counting = (journeys: number, change: Partial<RunRecord> = {}, dropped = 0, thrown = 0) => {
      const totals = toFigures({ journeys, journeys_dropped: dropped, validator_errors: thrown }).totals;
      const rows: JournalRow[] = [
        ...Array.from({ length: thrown }, () => error),
        { ts: 1090, type: 'k6.summary', totals },
        exited(0),
        ...(change.rows ?? []),
      ];
      const figures = toFigures({ journeys, journeys_dropped: dropped });
      return gatherEvidence(toRecord({ ...change, rows, figures })).evidence.end.lost;
    };
    const plan = planOf({ PROFILE: 'quick', TOXIPROXY_ENABLED: 'false' });
    const chaotic = { PROFILE: 'quick', TOXIPROXY_ENABLED: 'true', TOXIPROXY_MODES: 'timeout' };
    const [upstream, edge] = [planOf(chaotic), planOf({ ...chaotic, CHAOS: 'edge' })];
    const beside: JournalRow = {
      ...{ ts: 1001, type: 'upstream.read', point: 'baseline_start', window: -1, mode: null },
      ...{ calls: 0, errors: 0, durationMs: 0, bytes: 0 },
    };
    const onEdge: JournalRow = { ...beside, source: 'edge' };
    const once = planOf({ ONCE: 'true' });
    const pass = listEveryJourney(once.mix).length;
    const toxic = (mode: 'latency' | 'reset'): JournalRow[] =>
      slot().map((row) => ({ ...row, mode }) as JournalRow);
    const MORE = /^k6 had \d+ journeys to begin, and the options make \d+: these are not the options/;
    test.each<[string, string | null, RegExp | null]>([
      ['as many journeys as are due', counting(287, { plan }), null],
      ['one fewer, as k6 rounds', counting(286, { plan }), null],
      ['many that were dropped', counting(100, { plan }, 187), null],
      ['fewer, which were not begun', counting(140, { plan }), null],
      ['more', counting(295, { plan }), MORE],
      ['twice as many', counting(574, { plan }), MORE],
      ['more, with those that were dropped', counting(287, { plan }, 8), MORE],
      [
        'as many more as several runners may round to',
        counting(297, { plan: { ...plan, runners: 10 } }),
        null,
      ],
      ['more, of several runners', counting(310, { plan: { ...plan, runners: 10 } }), MORE],
      ['one pass', counting(pass, { plan: once }), null],
      ['half a pass', counting(pass - 1, { plan: once }), MORE],
      ['more than a pass', counting(pass + 1, { plan: once }), MORE],
      [
        'readings of the edge, and no faults there',
        counting(287, { plan: upstream, rows: [onEdge, ...slot()] }),
        /^the faults did not stand where CHAOS=upstream asks for them: these are not the options/,
      ],
      [
        'readings of the upstream, and faults on the edge',
        counting(287, { plan: edge, rows: [beside, ...slot()] }),
        /^the faults did not stand where CHAOS=edge asks for them/,
      ],
      [
        'readings of the edge, with faults there',
        counting(287, { plan: edge, rows: [onEdge, ...slot()] }),
        null,
      ],
      ['readings of the upstream', counting(287, { plan: upstream, rows: [beside, ...slot()] }), null],
      [
        'a toxic that was asked for by nobody',
        counting(287, { plan, rows: toxic('latency') }),
        /^latency was set/,
      ],
      [
        'a toxic of another list',
        counting(287, {
          plan: planOf({ PROFILE: 'quick', TOXIPROXY_ENABLED: 'true', TOXIPROXY_MODES: 'latency' }),
          rows: [...toxic('latency'), ...toxic('reset').map((row) => ({ ...row, ts: row.ts + 20 }))],
        }),
        /^reset was set, which the options do not ask for/,
      ],
    ])('where it tells of %s', (_, lost, why) => {
      if (why === null) expect(lost).toBeNull();
      else expect(lost).toMatch(why);
    });

    test('but not where it was cut short, which has another reason', () =>
      expect(
        gatherEvidence(toRecord({ plan, rows: [summed(1040), exited(0)] })).evidence.end.lost,
      ).toBeNull());
  });

  describe('counts journeys that nobody began among those that k6 dropped', () => {
    const plan = planOf({ PROFILE: 'quick', TOXIPROXY_ENABLED: 'false' });
    const loadOf = (journeys: number, change: Partial<RunRecord> = {}, ranSec = 90) => {
      const totals = toFigures({
        journeys,
        journeys_dropped: 0,
        journeys_due: journeys,
        sentinel_reads: 88,
      }).totals;
      const rows: JournalRow[] = [
        ...(change.rows ?? []),
        { ts: 1000 + ranSec, type: 'k6.summary', totals },
        exited(0),
      ];
      const { evidence } = gatherEvidence(toRecord({ plan, ...change, rows, figures: toFigures(totals) }));
      const { outcome, gates } = assess(evidence);
      const load = gates.find(({ id }) => id === 'load_offered')!;
      return {
        outcome,
        load: load.outcome,
        because: load.because,
        dropped: evidence.figures.totals.journeys_dropped,
      };
    };

    test('none in a whole run', () => expect(loadOf(287)).toMatchObject({ load: 'pass', dropped: 0 }));
    test('a few, which it may lack', () => {
      // 285 are due when 98 % of the time are over, and k6 may have rounded two off.
      expect(loadOf(282)).toMatchObject({ load: 'pass', dropped: 1 });
      expect(loadOf(283)).toMatchObject({ load: 'pass', dropped: 0 });
    });
    test('many, which is too little load', () =>
      expect(loadOf(140)).toMatchObject({
        ...{ outcome: 'inconclusive', load: 'inconclusive', dropped: 143 },
        because: expect.stringMatching(
          /: at its end k6 had not begun 143 that were due, as where its machine/,
        ),
      }));
    test('none of those that threw before their first call', () =>
      expect(loadOf(273, { rows: Array.from({ length: 10 }, () => error) })).toMatchObject({ dropped: 0 }));
    test('none of a run that was cut short', () => expect(loadOf(140, {}, 60)).toMatchObject({ dropped: 0 }));
    test('none of one runner of many, whose journeys are not those of the run', () => {
      const started: JournalRow = {
        ...{ ts: 1000, type: 'run.started', service: 'aurora', run_id: 'r', base: '', seed: 1 },
        options: { SEGMENT: '1/4' },
      };
      const part = { plan: { ...plan, runners: 4 }, rows: [started] };
      expect(loadOf(72, part)).toMatchObject({ outcome: 'inconclusive', load: 'pass', dropped: 0 });
      const whole = { ...part, rows: [{ ...started, runners: 4, merged: 'live' } as JournalRow] };
      expect(loadOf(72, whole)).toMatchObject({ load: 'inconclusive', dropped: 205 });
    });
  });

  test('leaves the other figures as they are', () => {
    const record = toRecord();
    const { totals: _, ...others } = record.figures;
    expect(gatherEvidence(record).evidence.figures).toMatchObject(others);
  });

  test('has the slots, judged by the answers', () => {
    const answers = [
      ...toAnswers({ from: 1000, to: 1014, perSec: 2 }),
      ...toAnswers({ from: 1025, to: 1060, perSec: 2 }),
    ];
    const { evidence, chaosWindows } = gatherEvidence(toRecord({ rows: [...slot(), summed(1090)], answers }));
    expect(chaosWindows).toMatchObject([{ mode: 'timeout', healed: true, recovery: 'recovered' }]);
    expect(evidence.chaos).toMatchObject({
      modes: PLAN.chaos.modes,
      proof: { windows: [{ mode: 'timeout' }] },
      aftermath: { slots: [{ recovery: 'recovered' }], assumed: true },
      // A thirtieth of the cycle is less than 20 s.
      withinSec: 20,
    });
    expect(evidence.baseline).toEqual({
      seen: evidence.chaos?.aftermath.baseline,
      maxDegradedRatio: PLAN.bounds.maxBaselineDegradedRatio,
    });
    expect(evidence.baseline.seen?.answers).toBeGreaterThan(0);
    expect(evidence).not.toHaveProperty('edge');
  });

  test('takes the answers under a cutting fault for lost where nobody tells of upstream calls', () => {
    const answers = toAnswers({ from: 1015, to: 1025, perSec: 2, phase: 'chaos' });
    const reads = (['slot_start', 'slot_end'] as const).map(
      (point, i): JournalRow => ({
        ts: 1015 + i * 9,
        type: 'upstream.read',
        point,
        window: 0,
        mode: 'timeout',
        calls: null,
        errors: null,
        durationMs: null,
        bytes: null,
      }),
    );
    const [on, end] = slot();
    const { evidence } = gatherEvidence(toRecord({ rows: [on!, ...reads, end!, summed(1090)], answers }));
    expect(evidence.chaos?.aftermath.honesty.honesty).toBe('pretended');
  });

  test('counts the same answers in the lines of the slots and in the table of modes', () => {
    const inSlot = { from: 1015, to: 1025, perSec: 2, phase: 'chaos' } as const;
    const answers = [
      ...toAnswers({ from: 1000, to: 1014, perSec: 2 }),
      ...toAnswers({ ...inSlot, degraded: () => true }),
      ...toAnswers({ ...inSlot, need: 'maybe' }),
      ...toAnswers({ ...inSlot, need: 'none' }),
      ...toAnswers({ ...inSlot, failed: () => true }),
    ];
    const unread = { calls: null, errors: null, durationMs: null, bytes: null };
    const read = (ts: number, point: ReadingPoint, mode: 'timeout' | null): JournalRow => ({
      ...{ ts, type: 'upstream.read', point, window: mode ? 0 : -1, mode },
      ...unread,
    });
    const [on, end] = slot();
    const rows = [
      read(1000, 'baseline_start', null),
      read(1014.5, 'baseline_end', null),
      on!,
      read(1015, 'slot_start', 'timeout'),
      read(1024, 'slot_end', 'timeout'),
      end!,
      summed(1090),
    ];
    const { chaosWindows } = gatherEvidence(toRecord({ rows, answers }));
    expect(chaosWindows).toMatchObject([
      { answers: 36, degraded: 18, because: '18 of 36 answers degraded, 0 of 28 at baseline' },
    ]);
    expect(toModeFigures(chaosWindows)).toMatchObject({ timeout: { answers: 36, degraded_ratio: 0.5 } });
  });

  test('is watched up to its end for a recovery', () => {
    const rows = [...slot(off(1089.9, true)), summed(1090)];
    const { chaosWindows } = gatherEvidence(toRecord({ rows, lastSec: 1200 }));
    expect(chaosWindows).toMatchObject([{ recovery: 'not_watched' }]);
  });

  test('of a run without chaos has none', () => {
    const { evidence } = gatherEvidence(toRecord({ plan: planOf({ TOXIPROXY_ENABLED: 'false' }) }));
    expect(evidence.chaos).toBeNull();
    expect(evidence).not.toHaveProperty('edge');
  });

  test.each([true, false])('knows whether the service may degrade: %s', (mayDegrade) => {
    expect(gatherEvidence(toRecord({ mayDegrade })).evidence.mayDegrade).toBe(mayDegrade);
  });

  test('knows how far apart its segments began, by their own clocks, and whether anybody compared these', () => {
    const begun = ([0, 4, 1.5] as const).map(
      (sec, i): JournalRow => ({ ts: 1000 + sec, type: 'runner.started', runner: i + 1 }),
    );
    const toStarted = (merged: 'live' | 'afterwards'): JournalRow => ({
      ...{ ts: 1000, type: 'run.started', service: 'aurora', run_id: 'r', options: {}, base: '', seed: 1 },
      ...{ runners: 3, merged },
    });
    const of = (rows: readonly JournalRow[]) => gatherEvidence(toRecord({ rows })).evidence;
    expect(of([toStarted('afterwards'), ...begun])).toMatchObject({ unwatched: true, startsApartSec: 4 });
    expect(of([toStarted('live'), ...begun])).toMatchObject({ unwatched: false, startsApartSec: 4 });
    expect(of([])).toMatchObject({ unwatched: false, startsApartSec: 0 });
  });

  test('adds up what runners lost that were cut off from the service', () => {
    const broken = (more: object): JournalRow => ({ ts: 1001, type: 'fleet.broken', why: 'w', ...more });
    const rows = [broken({ runner: 1, unanswered: 4 }), broken({}), broken({ runner: 2, unanswered: 3 })];
    expect(gatherEvidence(toRecord({ rows })).evidence.unanswered).toBe(7);
  });

  test('of one pass knows that it is one', () => {
    const { evidence } = gatherEvidence(toRecord({ plan: planOf({ ONCE: 'true' }) }));
    expect(evidence.once).toBe(true);
  });

  describe('on the edge', () => {
    const plan = planOf({
      PROFILE: 'quick',
      TOXIPROXY_ENABLED: 'true',
      CHAOS: 'edge',
      TOXIPROXY_MODES: 'timeout',
    });
    const edgeCalls = { timeout: { calls: 9, losses: 8 } };
    const lostProxyOf = (rows: readonly JournalRow[]) =>
      gatherEvidence(toRecord({ plan, edgeCalls, rows: [...rows, summed(1090)] })).evidence.edge?.lostProxy;

    test('has the calls that met a fault', () => {
      const { evidence } = gatherEvidence(toRecord({ plan, edgeCalls, rows: [...slot(), summed(1090)] }));
      expect(evidence.edge).toMatchObject({ met: edgeCalls, lostProxy: null });
      expect(evidence.edge?.faults.timeout).toEqual(plan.chaos.faults.timeout);
    });

    test.each<[string, readonly JournalRow[]]>([
      ['that was not reached', []],
      [
        'that could not be set',
        slot().map((row) => (row.type === 'toxic.on' ? { ...row, read_back: false } : row)),
      ],
      [
        'in whose place another was on',
        slot().map((row) => ('mode' in row ? { ...row, mode: 'reset' } : row) as JournalRow),
      ],
    ])('explains no loss by a fault %s', (_, rows) => {
      const { evidence } = gatherEvidence(toRecord({ plan, edgeCalls, rows: [...rows, summed(1090)] }));
      expect(evidence.edge?.faults.timeout.cutShare).toBe(0);
    });

    it.each<[string, readonly JournalRow[], string | null]>([
      ['well', slot(), null],
      ['well with a second try', slot(off(1025, true, 'retried')), null],
      ['not healed', slot(off(1025, false, 'failed')), 'Toxiproxy had failed under timeout: it hung'],
      [
        'healed by a restart only',
        slot(off(1025, true, 'restarted')),
        'Toxiproxy had failed under timeout: it hung',
      ],
      [
        'not well in one of two slots',
        [...slot(), ...slot(off(1035, false))],
        'Toxiproxy had failed under timeout: it hung',
      ],
      ['taken by a stranger', [...slot(off(1025, false)), disturbed('a stranger')], 'a stranger'],
    ])('knows a proxy that was %s', (_, rows, why) => {
      expect(lostProxyOf(rows)).toBe(why);
    });
  });

  test('without chaos has no edge, also where the plan names it', () => {
    const plan = planOf({ TOXIPROXY_ENABLED: 'false', CHAOS: 'edge' });
    expect(gatherEvidence(toRecord({ plan })).evidence).not.toHaveProperty('edge');
  });
});
