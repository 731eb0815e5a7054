// What a run says about its row: caught or not, for which reason, how soon.
import { describe, expect, test } from 'vitest';
import { toTeethList, toTeethReport, toTeethTable } from './report.ts';
import {
  type Bite,
  computeTotals,
  HARD_STOP_MS,
  type Judged,
  judgeTooth,
  type Result,
  ROLLING_STOP_MS,
  type Tooth,
} from './teeth.ts';

const BROKEN: Tooth = {
  id: 'http_4xx/full-rate',
  gate: 'http_4xx',
  way: 'full rate',
  expect: 'fail',
  defects: 'http_429',
  options: {},
  withinMs: HARD_STOP_MS,
  why: 'every answer',
};
const HEALTHY: Tooth = { ...BROKEN, id: 'http_4xx/near-miss/x', expect: 'pass', withinMs: null, hole: 3 };

const STOPPED: Bite = {
  outcome: 'fail',
  gates: { http_4xx: 'fail', empty_cards: 'pass', toxics_on: 'skipped' },
  reason: 'http_4xx',
  responses: 7,
  crossedAtSec: 100,
  decidedAtSec: 100.001,
  lastCallAtSec: 100.015,
  loadOverAtSec: 100.02,
  exitedAtSec: 100.05,
  p95Ms: 40,
  modesShown: [],
};
const PASSED: Bite = {
  ...STOPPED,
  outcome: 'pass',
  gates: { http_4xx: 'pass' },
  reason: null,
  crossedAtSec: null,
};

type Case = readonly [history: string, tooth: Partial<Tooth>, bite: Partial<Bite> | string, result: Result];
const CASES: readonly Case[] = [
  ['stopped for its reason', {}, {}, 'caught'],
  ['stopped at its very bound', {}, { loadOverAtSec: 102 }, 'caught'],
  ['stopped after its bound', {}, { loadOverAtSec: 102.001 }, 'too late'],
  ['known only at the end, where it must be stopped', {}, { loadOverAtSec: null }, 'too late'],
  ['known only at the end, where that will do', { withinMs: null }, { loadOverAtSec: null }, 'caught'],
  ['stopped for another reason', {}, { reason: 'http_5xx_rate_5m' }, 'wrong reason'],
  ['inconclusive where it must fail', {}, { outcome: 'inconclusive' }, 'wrong reason'],
  ['failed where it must be inconclusive', { expect: 'inconclusive' }, {}, 'wrong reason'],
  ['another gate broke as well', {}, { gates: { http_4xx: 'fail', empty_cards: 'fail' } }, 'wrong reason'],
  [
    'another gate that may',
    { beside: ['empty_cards'] },
    { gates: { http_4xx: 'fail', empty_cards: 'fail' } },
    'caught',
  ],
  [
    'another gate is inconclusive',
    {},
    { gates: { http_4xx: 'fail', empty_cards: 'inconclusive' } },
    'caught',
  ],
  ['passed', {}, { outcome: 'pass', reason: null }, 'missed'],
  ['advised, another gate decided', { advisory: true }, { reason: 'http_5xx_rate_5m' }, 'caught'],
  ['advised, in a run that passed', { advisory: true }, { outcome: 'pass', reason: null }, 'caught'],
  ['an advisory gate decided', { advisory: true }, {}, 'wrong reason'],
  ['advised nothing', { advisory: true }, { gates: { http_4xx: 'pass' }, reason: 'x' }, 'missed'],
  ['advisory and unknown', { advisory: true }, { gates: {}, reason: 'x' }, 'missed'],
  ['did not run', {}, 'no port was free', 'not run'],
];
const HEALTHY_CASES: readonly Case[] = [
  ['passed', {}, {}, 'passed'],
  ['failed', {}, { outcome: 'fail', reason: 'http_4xx' }, 'false alarm'],
  ['inconclusive', {}, { outcome: 'inconclusive', reason: 'load_offered' }, 'false alarm'],
  ['passed, its own gate not judged', {}, { gates: { http_4xx: 'skipped' } }, 'not shown'],
  ['passed, its own gate unknown', {}, { gates: {} }, 'not shown'],
  ['slow, and shown as slow', { p95AtLeastMs: 40 }, {}, 'passed'],
  ['slow, and not shown', { p95AtLeastMs: 41 }, {}, 'not shown'],
  ['slow, and no latency at all', { p95AtLeastMs: 41 }, { p95Ms: null }, 'not shown'],
  ['its toxic shown', { modesShown: ['reset'] }, { modesShown: ['mix', 'reset'] }, 'passed'],
  ['its toxic not shown', { modesShown: ['reset'] }, { modesShown: ['mix'] }, 'not shown'],
  ['did not run', {}, 'no port was free', 'not run'],
];

const play = (tooth: Tooth, good: Bite, [, change, bite]: Case): Judged =>
  judgeTooth({ ...tooth, ...change }, typeof bite === 'string' ? bite : { ...good, ...bite });

test.each(CASES)('a broken service: %s', (...row) => {
  const judged = play(BROKEN, STOPPED, row);
  expect(judged).toMatchObject({ result: row[3], ok: row[3] === 'caught' });
  expect(judged.because === '').toBe(judged.ok);
});

test.each(HEALTHY_CASES)('a healthy service: %s', (...row) => {
  const judged = play(HEALTHY, PASSED, row);
  expect(judged).toMatchObject({ result: row[3], ok: row[3] === 'passed' });
  expect(judged.because === '').toBe(judged.ok);
});

test('times are from the answer that crossed, never below 0', () => {
  expect(judgeTooth(BROKEN, STOPPED)).toMatchObject({
    decidedMs: 1,
    loadOverMs: 20,
    exitedMs: 50,
    responses: 7,
  });
  expect(judgeTooth(BROKEN, { ...STOPPED, decidedAtSec: 99.9 }).decidedMs).toBe(0);
  expect(judgeTooth(HEALTHY, PASSED)).toMatchObject({ decidedMs: null, loadOverMs: null, exitedMs: null });
});

describe('of many rows', () => {
  const rolling = { ...BROKEN, withinMs: ROLLING_STOP_MS };
  const rows = [
    judgeTooth(BROKEN, STOPPED),
    judgeTooth(BROKEN, { ...STOPPED, loadOverAtSec: 100.06 }),
    judgeTooth(BROKEN, PASSED),
    judgeTooth(rolling, { ...STOPPED, loadOverAtSec: 101 }),
    judgeTooth(
      { ...BROKEN, expect: 'inconclusive', withinMs: null },
      { ...STOPPED, outcome: 'inconclusive' },
    ),
    judgeTooth(HEALTHY, PASSED),
    judgeTooth(HEALTHY, STOPPED),
  ];

  test('the totals tell broken from healthy, and one answer from a window; what was missed has no speed', () => {
    expect(computeTotals(rows)).toMatchObject({
      broken: 5,
      caught: 4,
      healthy: 2,
      passed: 1,
      hard: { count: 2, loadOverMs: 58 },
      rolling: { count: 1, loadOverMs: 1000 },
    });
  });

  test('the tables show every row, and shout what is wrong', () => {
    for (const text of [toTeethReport(rows), toTeethTable(rows)]) {
      expect(text).toContain('broken: 4 of 5 caught');
      expect(text).toContain('MISSED: the run passed');
      expect(text).toContain('FALSE ALARM: fail by http_4xx');
    }
    expect(toTeethTable(rows)).toContain('every answer (hole 3)');
    expect(toTeethList([BROKEN, HEALTHY])).toContain('2 rows');
  });

  test('an aim that was not met is said', () => {
    const slow = [judgeTooth(BROKEN, { ...STOPPED, loadOverAtSec: 100.101 })];
    expect(toTeethReport(slow)).toContain('NOT met');
    expect(toTeethReport(rows)).not.toContain('NOT met');
    expect(computeTotals([])).toMatchObject({ broken: 0, hard: { count: 0, loadOverMs: null } });
  });
});
