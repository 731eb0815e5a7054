import { describe, expect, it, test } from 'vitest';
import { toAnswers } from '../../../test/answers.ts';
import { GATES, planOf, toFigures } from '../../../test/runs.ts';
import type { GateResult } from '../gates/gate-result-schema.ts';
import type { Gate } from '../gates/gates.ts';
import type { JournalRow, RowOf } from '../journal/events.ts';
import {
  assessEnd,
  decideEnding,
  type EndCauses,
  type EndFacts,
  findStopper,
  gatherEvidence,
  type RunRecord,
} from './evidence.ts';
import { assess, type RunEnd } from './verdict.ts';

const END: RunEnd = { ranSec: 90, plannedSec: 90, stoppedBy: null, lost: null, k6Crossed: false };
const STOPPED = { gate: 'http_4xx', why: 'a status of 404' };

describe('how a run ended', () => {
  const NOTHING: EndCauses = { signal: null, stopped: null };
  const LOST = { ...END, lost: 'k6 was lost' };
  const SHORT = { ...END, ranSec: 12.34 };
  it.each<[string, EndCauses, RunEnd, boolean, string, string | null]>([
    ['to its end', NOTHING, END, false, 'completed', null],
    ['just far enough', NOTHING, { ...END, ranSec: 88.2 }, false, 'completed', null],
    ['too early', NOTHING, SHORT, false, 'interrupted', 'ended from outside after 12.3 of 90.0 s'],
    ['early, one pass', NOTHING, SHORT, true, 'completed', null],
    ['by a signal', { ...NOTHING, signal: 'signal SIGINT' }, SHORT, false, 'interrupted', 'signal SIGINT'],
    ['by a gate', { ...NOTHING, stopped: STOPPED }, SHORT, false, 'stopped', 'http_4xx: a status of 404'],
    ['by a loss', NOTHING, LOST, false, 'stopped', 'k6 was lost'],
    ['by a loss, early', NOTHING, { ...LOST, ranSec: 1 }, false, 'stopped', 'k6 was lost'],
    [
      'by a signal, whatever else',
      { signal: 'signal SIGINT', stopped: STOPPED },
      LOST,
      false,
      'interrupted',
      'signal SIGINT',
    ],
    [
      'by a gate, whatever was lost',
      { ...NOTHING, stopped: STOPPED },
      LOST,
      false,
      'stopped',
      'http_4xx: a status of 404',
    ],
  ])('%s', (_, causes, end, once, status, stopReason) => {
    expect(decideEnding(causes, end, once)).toEqual({ status, stopReason });
  });
});

describe('the gate that stopped a run, by what failed', () => {
  const stopping = GATES.find(({ id }) => id === 'http_4xx')!;
  const other = GATES.find(({ id }) => id === 'schema_violation')!;
  const atTheEnd: Gate = { ...stopping, id: 'late', severity: 'advisory' };
  const gates = [atTheEnd, stopping, other];
  const toResult = (id: string, outcome: GateResult['outcome']): GateResult => ({
    id,
    why: '',
    severity: 'blocking',
    outcome,
    value: null,
    limit: null,
    samples: 0,
    minimum_detectable_rate: null,
    because: `${id} is ${outcome}`,
  });
  const SHORT = { ...END, ranSec: 40 };
  const failed = { gate: 'http_4xx', why: 'http_4xx is fail' };
  it.each<[string, readonly GateResult[], RunEnd, boolean, EndCauses['stopped']]>([
    ['is the one that failed', [toResult('http_4xx', 'fail')], SHORT, false, failed],
    ['is the one that failed in one pass', [toResult('http_4xx', 'fail')], END, true, failed],
    ['is none in a run that came to its end', [toResult('http_4xx', 'fail')], END, false, null],
    ['is none where none failed', [toResult('http_4xx', 'pass')], SHORT, false, null],
    ['is none where that cannot tell', [toResult('http_4xx', 'inconclusive')], SHORT, false, null],
    ['is none that is judged at the end only', [toResult('late', 'fail')], SHORT, false, null],
    ['is none of other gates', [toResult('run_complete', 'fail')], SHORT, false, null],
    [
      'is the first of several',
      [
        toResult('late', 'fail'),
        toResult('schema_violation', 'pass'),
        toResult('http_4xx', 'fail'),
        toResult('schema_violation', 'fail'),
      ],
      SHORT,
      false,
      failed,
    ],
    ['is none of nothing', [], SHORT, false, null],
  ])('%s', (_, results, end, once, want) => {
    expect(findStopper(gates, results, end, once)).toEqual(want);
  });
});

const TOTALS = toFigures({ responses: 7, journeys_dropped: 3, sentinel_reads: 88 }).totals;
const summed = (ts = 90): JournalRow => ({ ts, type: 'k6.summary', totals: TOTALS });
const exited = (code: number, signal: string | null = null): JournalRow => ({
  ts: 91,
  type: 'k6.exited',
  code,
  signal,
});
const stoppedBy = (gate: string, why: string): JournalRow => ({ ts: 40, type: 'run.stopped', gate, why });
const signalled = (signal: string): JournalRow => ({ ts: 40, type: 'run.signalled', signal });
const disturbed = (why: string): JournalRow => ({ ts: 40, type: 'baseline.disturbed', since: 39, why });

const SEE = ': see k6.log';
const NO_SUMMARY = `k6 did not get to its summary${SEE}`;
const KILLED = `k6 ended with SIGKILL${SEE}`;
const BY_REST = 'k6 ended with exit code 103 (somebody else stopped the run through its REST API)';
const ABORTED = `k6 ended with exit code 105 (a signal ended the run)${SEE}`;

describe('the end of a run, by its journal', () => {
  type Want = { readonly lost?: string | null; readonly by?: string; readonly ending?: readonly unknown[] };
  const COMPLETED = ['completed', null];
  it.each<[string, readonly JournalRow[], Partial<EndFacts>, Want]>([
    ['all is well', [summed(), exited(0)], {}, {}],
    ['k6 did not say how it ended', [summed()], {}, {}],
    [
      'k6 was killed',
      [summed(), exited(137, 'SIGKILL')],
      {},
      { lost: KILLED, ending: ['interrupted', KILLED] },
    ],
    [
      'k6 was killed by us, after something broke',
      [stoppedBy('run_complete', 'the disk is full'), exited(137, 'SIGKILL')],
      {},
      { lost: KILLED, by: 'run_complete', ending: ['stopped', 'run_complete: the disk is full'] },
    ],
    [
      'somebody stopped it by its REST API',
      [summed(), exited(103)],
      {},
      {
        lost: `${BY_REST}, which asks nobody who they are; keep the port of K6_ADDRESS to the run`,
        ending: ['interrupted', `${BY_REST}${SEE}`],
      },
    ],
    ['k6 wrote no summary', [exited(0)], {}, { lost: NO_SUMMARY, ending: ['stopped', NO_SUMMARY] }],
    ['nothing was written', [], {}, { lost: NO_SUMMARY, ending: ['stopped', NO_SUMMARY] }],
    [
      'lines were cut',
      [summed(), exited(0)],
      { malformed: 2 },
      {
        lost: '2 lines of the journal are not whole',
        ending: ['stopped', '2 lines of the journal are not whole'],
      },
    ],
    [
      'answers are missing',
      [summed(), exited(0)],
      { responses: 6 },
      {
        lost: 'the journal holds 6 answers, k6 counted 7',
        ending: ['stopped', 'the journal holds 6 answers, k6 counted 7'],
      },
    ],
    [
      'answers are missing of a run that a gate stopped',
      [stoppedBy('http_4xx', 'a status of 404'), summed(), exited(108)],
      { responses: 6, ranSec: 40 },
      { by: 'http_4xx', ending: ['stopped', 'http_4xx: a status of 404'] },
    ],
    [
      'two saw a reason to stop',
      [stoppedBy('http_4xx', 'a status of 404'), stoppedBy('http_5xx', ''), summed(), exited(108)],
      {},
      { by: 'http_4xx', ending: ['stopped', 'http_4xx: a status of 404'] },
    ],
    [
      'the script stopped it and the journal has no reason',
      [summed(), exited(108)],
      { ranSec: 40 },
      {
        lost: `k6 was stopped by its script, and the journal does not say why${SEE}`,
        ending: ['stopped', `k6 was stopped by its script, and the journal does not say why${SEE}`],
      },
    ],
    [
      'a signal to us, answers missing',
      [signalled('SIGTERM'), summed(), exited(105)],
      { responses: 6, ranSec: 40 },
      { ending: ['interrupted', 'signal SIGTERM'] },
    ],
    [
      'a signal to us, and the script stopped',
      [signalled('SIGTERM'), summed(), exited(108)],
      { ranSec: 40 },
      { ending: ['interrupted', 'signal SIGTERM'] },
    ],
    [
      'a signal to us, and a gate',
      [signalled('SIGTERM'), stoppedBy('http_4xx', ''), summed(), exited(108)],
      { ranSec: 40 },
      { by: 'http_4xx', ending: ['interrupted', 'signal SIGTERM'] },
    ],
    [
      'a signal to k6, answers missing',
      [summed(), exited(105)],
      { responses: 6, ranSec: 40 },
      { ending: ['interrupted', ABORTED] },
    ],
    [
      'a signal of ours to k6, after something broke',
      [stoppedBy('run_complete', 'the disk is full'), summed(), exited(105)],
      { ranSec: 40 },
      { by: 'run_complete', ending: ['stopped', 'run_complete: the disk is full'] },
    ],
    [
      'one pass, cut by a signal to us',
      [signalled('SIGINT'), summed(), exited(105)],
      { once: true },
      { lost: 'the pass was cut: signal SIGINT', ending: ['interrupted', 'signal SIGINT'] },
    ],
    [
      'one pass, cut by a signal to k6',
      [summed(), exited(105)],
      { once: true },
      { lost: `the pass was cut: ${ABORTED}`, ending: ['interrupted', ABORTED] },
    ],
    [
      'one pass that a gate stopped',
      [stoppedBy('http_4xx', 'a status of 404'), summed(), exited(108)],
      { once: true },
      { by: 'http_4xx', ending: ['stopped', 'http_4xx: a status of 404'] },
    ],
    ['one pass, to its end', [summed(), exited(0)], { once: true, ranSec: 5 }, {}],
    [
      'k6 without us, cut by a signal',
      [summed()],
      { ranSec: 40 },
      { ending: ['interrupted', 'ended from outside after 40.0 of 90.0 s'] },
    ],
    [
      'something took the proxy',
      [disturbed('a stranger'), disturbed('another stranger'), exited(1)],
      {},
      { lost: 'another stranger', ending: ['stopped', 'another stranger'] },
    ],
    [
      'the last word of k6 counts',
      [exited(1), { ...summed(), totals: { ...TOTALS, responses: 1 } } as JournalRow, summed(), exited(0)],
      {},
      {},
    ],
  ])('%s', (_, rows, change, { lost = null, by = null, ending = COMPLETED }) => {
    const facts = { rows, responses: 7, malformed: 0, ranSec: 90, plannedSec: 90, once: false, ...change };
    const [status, stopReason] = ending;
    expect(assessEnd(facts)).toEqual({
      end: { ranSec: facts.ranSec, plannedSec: 90, stoppedBy: by, k6Crossed: false, lost },
      ending: { status, stopReason },
    });
  });

  test('k6 says by its exit code that a threshold was crossed, and that is no loss', () => {
    const facts = { rows: [summed(), exited(99)], responses: 7, malformed: 0, ranSec: 90, plannedSec: 90 };
    expect(assessEnd({ ...facts, once: false })).toEqual({
      end: { ...END, k6Crossed: true },
      ending: { status: 'completed', stopReason: null },
    });
  });
});

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
  ...{ ts: 1001, type: 'journey.cut', n: 0, journey: 'photo_usable', variant: 'EN' },
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
    answers: [],
    drift: [],
    mayDegrade: true,
    figures: toFigures({ responses: 7, journeys: 310, journeys_dropped: 0, sentinel_reads: 0 }),
    edgeCalls: {},
    broken: {},
    remedies: {},
    ...change,
  });

  test('ends with k6, not with what is written after it', () => {
    const { evidence, ending, finishedAtSec, chaosWindows } = gatherEvidence(toRecord());
    expect(finishedAtSec).toBe(1090);
    expect(evidence.end).toEqual(END);
    expect(ending).toEqual({ status: 'completed', stopReason: null });
    expect(chaosWindows).toEqual([]);
    expect(evidence.gates).toBe(GATES);
    expect(evidence.once).toBe(false);
  });

  test('ends with the last row where k6 has no end, and the loss is said', () => {
    const { evidence, ending, finishedAtSec } = gatherEvidence(toRecord({ rows: [], lastSec: 1030 }));
    expect(finishedAtSec).toBe(1030);
    expect(evidence.end).toEqual({ ...END, ranSec: 30, lost: NO_SUMMARY });
    expect(ending).toEqual({ status: 'stopped', stopReason: NO_SUMMARY });
    expect(assess(evidence).outcome).toBe('inconclusive');
  });

  test('says how many lines are not whole', () => {
    const { evidence } = gatherEvidence(toRecord({ malformed: 3 }));
    expect(evidence.end.lost).toBe('3 lines of the journal are not whole');
  });

  it.each<[string, Partial<RunRecord>, object]>([
    ['what k6 counted of them', {}, { journeys_dropped: 3, journeys_due: 313, sentinel_reads: 88 }],
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
