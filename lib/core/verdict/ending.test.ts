import { describe, expect, it, test } from 'vitest';
import { GATES, toFigures } from '../../../test/runs/good-run.ts';
import { toResourcesRead } from '../../../test/runs/samples.ts';
import type { GateResult } from '../gates/gate-result-schema.ts';
import type { Gate } from '../gates/gates.ts';
import type { JournalRow } from '../journal/events.ts';
import { assessEnd, decideEnding, type EndFacts, findStopper, type Stopper } from './ending.ts';
import type { RunEnd } from './verdict.ts';

const END: RunEnd = { ranSec: 90, plannedSec: 90, stoppedBy: null, lost: null, k6Crossed: false };
const STOPPED = { gate: 'http_4xx', why: 'a status of 404' };

describe('how a run ended', () => {
  const LOST = { ...END, lost: 'k6 was lost' };
  const SHORT = { ...END, ranSec: 12.34 };
  const SIGNALLED = { interruptedBy: 'signal SIGINT' };
  it.each<[string, Stopper, RunEnd, boolean, string, string | null]>([
    ['to its end', null, END, false, 'completed', null],
    ['just far enough', null, { ...END, ranSec: 88.2 }, false, 'completed', null],
    ['too early', null, SHORT, false, 'interrupted', 'ended from outside after 12.3 of 90.0 s'],
    ['early, one pass', null, SHORT, true, 'completed', null],
    ['by a signal', null, { ...SHORT, ...SIGNALLED }, false, 'interrupted', 'signal SIGINT'],
    ['by a gate', STOPPED, SHORT, false, 'stopped', 'http_4xx: a status of 404'],
    ['by a loss', null, LOST, false, 'stopped', 'k6 was lost'],
    ['by a loss, early', null, { ...LOST, ranSec: 1 }, false, 'stopped', 'k6 was lost'],
    ['by a signal, whatever else', STOPPED, { ...LOST, ...SIGNALLED }, false, 'interrupted', 'signal SIGINT'],
    ['by a gate, whatever was lost', STOPPED, LOST, false, 'stopped', 'http_4xx: a status of 404'],
  ])('%s', (_, stopped, end, once, status, stopReason) => {
    expect(decideEnding(stopped, end, once)).toEqual({ status, stopReason });
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
  it.each<[string, readonly GateResult[], RunEnd, boolean, Stopper]>([
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

const began: JournalRow = {
  ...{ ts: 0, type: 'run.started', service: 'shop', run_id: 'r', base: '', seed: 1, options: {} },
};
const UNKNOWN =
  'answers broke price_wrong, which the service does not know: judge the run by the version of the service that it was of';

const SEE = ': see k6.log';
const NO_EXIT = 'the journal does not say how k6 ended: its last rows are missing, or the gate was killed';
const read = toResourcesRead(9);
const TWO_RUNS = 'the journal is of 2 runs: judge each by its own';
const NO_SUMMARY = `k6 did not get to its summary${SEE}`;
const KILLED = `k6 ended with SIGKILL${SEE}`;
const BY_REST = 'k6 ended with exit code 103 (somebody else stopped the run through its REST API)';
const ABORTED = `k6 ended with exit code 105 (a signal ended the run)${SEE}`;

test('the first that stopped a run is the earliest, wherever its row stands', () => {
  const drift = { ...stoppedBy('latency_drift', 'it rose'), ts: 41 };
  const rows = [began, summed(), exited(105)];
  for (const stops of [
    [stoppedBy('http_4xx', 'one'), drift],
    [drift, stoppedBy('http_4xx', 'one')],
  ])
    expect(
      assessEnd({
        ...{ rows: [...rows, ...stops], totals: TOTALS, malformed: 0 },
        ...{ ranSec: 41, plannedSec: 90, once: false },
      }).end.stoppedBy,
    ).toBe('http_4xx');
});

describe('the end of a run, by its journal', () => {
  type Want = {
    readonly lost?: string | null;
    readonly by?: string;
    readonly ending?: readonly unknown[];
    readonly damaged?: true;
  };
  const COMPLETED = ['completed', null];
  it.each<[string, readonly JournalRow[], Partial<EndFacts>, Want]>([
    ['all is well', [summed(), exited(0)], {}, {}],
    [
      'k6 did not say how it ended',
      [read, summed()],
      {},
      { damaged: true, lost: NO_EXIT, ending: ['stopped', NO_EXIT] },
    ],
    [
      'k6 did not say how one pass ended',
      [read, summed()],
      { once: true, ranSec: 5 },
      { damaged: true, lost: NO_EXIT, ending: ['stopped', NO_EXIT] },
    ],
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
    ['nothing was written', [], {}, { lost: NO_SUMMARY, damaged: true, ending: ['stopped', NO_SUMMARY] }],
    [
      'lines were cut',
      [summed(), exited(0)],
      { malformed: 2 },
      {
        lost: '2 lines of the journal are no rows',
        damaged: true,
        ending: ['stopped', '2 lines of the journal are no rows'],
      },
    ],
    [
      'answers are missing',
      [summed(), exited(0)],
      { totals: { ...TOTALS, responses: 6 } },
      {
        lost: 'the journal holds 6 answers, k6 counted 7',
        damaged: true,
        ending: ['stopped', 'the journal holds 6 answers, k6 counted 7'],
      },
    ],
    [
      'calls are missing that got no answer',
      [summed(), exited(0)],
      { totals: { ...TOTALS, calls: TOTALS.calls - 2, transport_errors: 0 } },
      {
        lost: `the journal holds ${TOTALS.calls - 2} calls, k6 counted ${TOTALS.calls}`,
        damaged: true,
        ending: ['stopped', `the journal holds ${TOTALS.calls - 2} calls, k6 counted ${TOTALS.calls}`],
      },
    ],
    [
      'answers are missing, and as many others came twice',
      [summed(), exited(0)],
      { totals: { ...TOTALS, http_5xx: 4 } },
      {
        lost: `the journal holds 4 http 5xx, k6 counted ${TOTALS.http_5xx}`,
        damaged: true,
        ending: ['stopped', `the journal holds 4 http 5xx, k6 counted ${TOTALS.http_5xx}`],
      },
    ],
    [
      'k6 alone knows what it could not start',
      [summed(), exited(0)],
      { totals: { ...TOTALS, journeys_dropped: 4, journeys_due: 9, sentinel_reads: 1 } },
      {},
    ],
    [
      'k6 counted less, as an earlier version did',
      [summed(), exited(0)],
      { totals: { ...TOTALS, a_later_counter: 4 } },
      {},
    ],
    [
      'it is of two runs, of which one was stopped',
      [began, stoppedBy('http_4xx', 'a status of 404'), began, summed(), exited(0)],
      {},
      {
        lost: TWO_RUNS,
        by: 'http_4xx',
        damaged: true,
        ending: ['stopped', 'http_4xx: a status of 404'],
      },
    ],
    ['it is of one run', [began, summed(), exited(0)], {}, {}],
    [
      'answers broke what the service does not know any more',
      [summed(), exited(0)],
      { unknown: 'price_wrong' },
      { lost: UNKNOWN, ending: ['stopped', UNKNOWN] },
    ],
    [
      'answers are missing of a run that a gate stopped',
      [stoppedBy('http_4xx', 'a status of 404'), summed(), exited(108)],
      { totals: { ...TOTALS, responses: 6 }, ranSec: 40 },
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
      { totals: { ...TOTALS, responses: 6 }, ranSec: 40 },
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
      { totals: { ...TOTALS, responses: 6 }, ranSec: 40 },
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
    ['k6 without us, to its end', [summed()], {}, {}],
    [
      'k6 without us, and without its end',
      [],
      {},
      { damaged: true, lost: NO_SUMMARY, ending: ['stopped', NO_SUMMARY] },
    ],
    [
      'k6 came to two summaries',
      [{ ...summed(), totals: { ...TOTALS, responses: 1 } } as JournalRow, summed(), exited(0)],
      {},
      { damaged: true, lost: TWO_RUNS, ending: ['stopped', TWO_RUNS] },
    ],
    [
      'k6 ended twice',
      [summed(), exited(0), exited(0)],
      {},
      { damaged: true, lost: TWO_RUNS, ending: ['stopped', TWO_RUNS] },
    ],
    [
      'its times cannot be',
      [summed(), exited(0)],
      { disorder: 'a call an hour late' },
      { damaged: true, lost: 'a call an hour late', ending: ['stopped', 'a call an hour late'] },
    ],
    [
      'it is of other options',
      [summed(), exited(0)],
      { otherPlan: 'k6 had 5 journeys to begin' },
      { lost: 'k6 had 5 journeys to begin', ending: ['stopped', 'k6 had 5 journeys to begin'] },
    ],
    [
      'it is of other options, and a gate stopped it',
      [stoppedBy('http_4xx', 'a status of 404'), summed(), exited(108)],
      { otherPlan: 'k6 had 5 journeys to begin', ranSec: 40 },
      { by: 'http_4xx', ending: ['stopped', 'http_4xx: a status of 404'] },
    ],
  ])('%s', (_, rows, change, { lost = null, by = null, ending = COMPLETED, ...damage }) => {
    const facts = { rows, totals: TOTALS, malformed: 0, ranSec: 90, plannedSec: 90, once: false, ...change };
    const [status, stopReason] = ending;
    const isKnown = status === 'interrupted' && !String(stopReason).startsWith('ended from outside');
    expect(assessEnd(facts)).toEqual({
      end: {
        ...{ ranSec: facts.ranSec, plannedSec: 90, stoppedBy: by, k6Crossed: false, lost, ...damage },
        ...(isKnown ? { interruptedBy: stopReason } : {}),
      },
      ending: { status, stopReason },
    });
  });

  test('k6 says by its exit code that a threshold was crossed, and that is no loss', () => {
    const facts = { rows: [summed(), exited(99)], totals: TOTALS, malformed: 0, ranSec: 90, plannedSec: 90 };
    expect(assessEnd({ ...facts, once: false })).toEqual({
      end: { ...END, k6Crossed: true },
      ending: { status: 'completed', stopReason: null },
    });
  });
});

describe('the end of a run of several runners', () => {
  const started = (more: object, options: Readonly<Record<string, string>>): JournalRow => ({
    ...{ ts: 0, type: 'run.started', service: 'shop', run_id: 'r', base: '', seed: 1 },
    ...{ options, ...more },
  });
  const ended = (runner: number): JournalRow => ({
    ...{ ts: 90, type: 'runner.ended', runner, code: 0, why: '', journeys: 1, calls: 1, behind_s: 0 },
  });
  const rest: JournalRow[] = [
    { ts: 90, type: 'k6.summary', totals: toFigures().totals },
    { ts: 91, type: 'k6.exited', code: 0, signal: null },
  ];
  const lossOf = (rows: readonly JournalRow[]) =>
    assessEnd({
      ...{ rows: [...rows, ...rest], totals: toFigures().totals, malformed: 0 },
      ...{ ranSec: 90, plannedSec: 90, once: false },
    }).end.lost;
  const whole = { runners: 2, merged: 'live' };

  test.each<[string, readonly JournalRow[], RegExp | null]>([
    ['all are there', [started(whole, { RUNNERS: '2' }), ended(1), ended(2)], null],
    ['one machine played it', [started({}, {})], null],
    ['one machine played it, and said so', [started({}, { RUNNERS: '1' })], null],
    [
      'it is one segment',
      [started({}, { SEGMENT: '1/4' })],
      /^this is segment 1\/4 of a run: judge all of them/,
    ],
    ['it is one runner', [started({}, { RUNNERS: '4' })], /^this is one of 4 runners: judge all of them/],
    [
      'one never ended',
      [started(whole, { RUNNERS: '2' }), ended(2), ended(2)],
      /^the journal tells the end of 1 of 2/,
    ],
    [
      'something broke',
      [started(whole, { RUNNERS: '2' }), { ts: 5, type: 'fleet.broken', why: 'lost' }, ended(1), ended(2)],
      /^lost$/,
    ],
  ])('where %s', (_, rows, why) => {
    if (why === null) expect(lossOf(rows)).toBeNull();
    else expect(lossOf(rows)).toMatch(why);
  });
});
