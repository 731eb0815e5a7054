import { describe, expect, test } from 'vitest';
import { SERVICE } from '../../../services/aurora/service.ts';
import { GATES } from '../../../test/runs/good-run.ts';
import { createCounts } from '../journal/counters.ts';
import { toPercent } from '../text/figures.ts';
import {
  assessGate,
  type CountGate,
  computeGateValue,
  computeUsedShare,
  type Gate,
  hasWindow,
  isCrossed,
  type RatioGate,
  type SequentialGate,
  stops,
  toCrossing,
  toLimit,
  toSkipped,
} from './gates.ts';

const RATIO: RatioGate = {
  kind: 'ratio',
  id: 'errors',
  why: 'answers come',
  severity: 'blocking',
  onCross: 'fail',
  of: 'http_5xx',
  among: 'responses',
  maxRatio: 0.005,
  windowSec: 300,
  fullWindow: 900,
  minSamples: 200,
  minSamplesWhy: 'less says little',
};
const COUNT: CountGate = {
  kind: 'count',
  id: 'lost',
  why: 'calls are answered',
  severity: 'blocking',
  onCross: 'fail',
  of: 'http_5xx',
  among: 'responses',
  max: 3,
  minSamples: 1,
  minSamplesWhy: 'nothing was seen',
  stopAtFirst: false,
};
const SEQUENTIAL: SequentialGate = {
  kind: 'sequential',
  id: 'drift',
  why: 'errors do not creep in',
  severity: 'advisory',
  onCross: 'fail',
  of: 'http_5xx',
  among: 'responses',
  allowedRatio: 0.01,
  maxExcess: 5,
  headStart: 0,
  minSamples: 100,
  minSamplesWhy: 'less says little',
};
const WINDOWED: CountGate = { ...COUNT, windowSec: 7200 };
const { windowSec: _, ...WHOLE } = RATIO;
const counts = (http_5xx: number, responses: number) => ({ ...createCounts(SERVICE), http_5xx, responses });

test.each<[string, Gate, number, number, number, boolean]>([
  // gate, hits, samples → value, crossed
  ['a window counts what is missing as good', RATIO, 4, 4, 4 / 900, false],
  ['the fifth error of a window stops it', RATIO, 5, 5, 5 / 900, true],
  ['a full window has its own share', RATIO, 5, 1000, 0.005, false],
  ['a full window over its bound', RATIO, 6, 1000, 0.006, true],
  ['a whole run has its own share', WHOLE, 1, 4, 0.25, true],
  ['nothing seen is 0', WHOLE, 0, 0, 0, false],
  ['a count is a count', COUNT, 3, 3, 3, false],
  ['a count over its bound', COUNT, 4, 1, 4, true],
  ['a sum of errors at its bound', SEQUENTIAL, 7, 200, 5, false],
  ['a sum of errors over its bound', SEQUENTIAL, 8, 200, 6, true],
])('%s', (_name, gate, hits, samples, value, crossed) => {
  expect(computeGateValue(gate, counts(hits, samples))).toBeCloseTo(value, 12);
  expect(isCrossed(gate, counts(hits, samples))).toBe(crossed);
});

describe('assessGate', () => {
  test.each<[string, Gate, number, number, number, object]>([
    // gate, hits, samples, worst window → result
    ['the worst window decides', RATIO, 6, 10_000, 6 / 900, { outcome: 'fail', value: 6 / 900 }],
    ['or the whole run', RATIO, 20, 2000, 0, { outcome: 'fail', value: 0.01 }],
    ['a share needs its samples', RATIO, 1, 199, 1 / 900, { outcome: 'inconclusive', samples: 199 }],
    ['nothing seen has no value', RATIO, 0, 0, 0, { outcome: 'inconclusive', value: null }],
    ['a count of a window is not that of the run', WINDOWED, 9, 1000, 3, { outcome: 'pass', value: 3 }],
    ['a count of the run', COUNT, 4, 1000, 0, { outcome: 'fail', value: 4, limit: 3 }],
    [
      'what crosses may also mean: cannot tell',
      { ...COUNT, onCross: 'inconclusive' },
      4,
      9,
      0,
      { outcome: 'inconclusive' },
    ],
  ])('%s', (_name, gate, hits, samples, worst, want) => {
    expect(assessGate(gate, counts(hits, samples), worst)).toMatchObject({
      id: gate.id,
      why: gate.why,
      ...want,
    });
  });

  const head = {
    id: 'errors',
    why: 'answers come',
    severity: 'blocking',
    limit: 0.005,
    minimum_detectable_rate: null,
  };
  const counted = {
    id: 'lost',
    why: 'calls are answered',
    severity: 'blocking',
    limit: 3,
    minimum_detectable_rate: null,
  };

  const drift = {
    id: 'drift',
    why: 'errors do not creep in',
    severity: 'advisory',
    limit: 5,
    minimum_detectable_rate: null,
  };

  // gate, hits, samples, worst window → the whole row
  test.each<[string, Gate, number, number, number, object]>([
    [
      'a share over its bound',
      RATIO,
      20,
      2000,
      0,
      { ...head, outcome: 'fail', value: 0.01, samples: 2000, because: '1 % > 0.5 % (20 of 2000 responses)' },
    ],
    [
      'a share that says what broke it',
      { ...RATIO, broke: 'call got a 5xx' },
      20,
      2000,
      0.01,
      {
        ...head,
        outcome: 'fail',
        value: 0.01,
        samples: 2000,
        because: '1 % > 0.5 % (20 calls got a 5xx, of 2000 responses)',
      },
    ],
    [
      'a share at its bound, with just enough samples',
      RATIO,
      1,
      200,
      1 / 900,
      {
        ...head,
        outcome: 'pass',
        value: 0.005,
        samples: 200,
        because: '0.5 % of 200 responses, 0.5 % allowed',
      },
    ],
    [
      'a share of too little',
      RATIO,
      0,
      7,
      0,
      {
        ...head,
        outcome: 'inconclusive',
        value: 0,
        samples: 7,
        because: 'only 7 responses, 200 needed to tell: less says little',
      },
    ],
    [
      'a share of too little, where a window says enough',
      RATIO,
      6,
      150,
      6 / 900,
      { ...head, outcome: 'fail', value: 0.04, samples: 150, because: '4 % > 0.5 % (6 of 150 responses)' },
    ],
    [
      'a share over its bound in one window alone',
      RATIO,
      6,
      10_000,
      6 / 900,
      {
        ...head,
        outcome: 'fail',
        value: 6 / 900,
        samples: 10_000,
        because: '0.667 % in the worst window > 0.5 % (6 of 10000 responses in the whole run)',
      },
    ],
    [
      'a share within its bound in the worst window too',
      RATIO,
      4,
      10_000,
      4 / 900,
      {
        ...head,
        outcome: 'pass',
        value: 4 / 900,
        samples: 10_000,
        because: '0.444 % in the worst window, 0.5 % allowed; 4 of 10000 responses in the whole run',
      },
    ],
    [
      'more than its bound, and never within one window',
      WINDOWED,
      9,
      1000,
      3,
      {
        ...counted,
        outcome: 'pass',
        value: 3,
        samples: 1000,
        because: '3 in the worst window, 3 allowed; 9 of 1000 responses in the whole run',
      },
    ],
    [
      'a count over its bound',
      COUNT,
      4,
      9,
      0,
      { ...counted, outcome: 'fail', value: 4, samples: 9, because: '4 of 9 responses, 3 allowed' },
    ],
    [
      'one that says what broke it',
      { ...COUNT, max: 0, broke: 'call got no answer' },
      1,
      9,
      0,
      {
        ...counted,
        limit: 0,
        outcome: 'fail',
        value: 1,
        samples: 9,
        because: '1 call got no answer, of 9 responses; none is allowed',
      },
    ],
    [
      'one over a window',
      { ...WINDOWED, broke: 'call got no answer' },
      4,
      9,
      4,
      {
        ...counted,
        outcome: 'fail',
        value: 4,
        samples: 9,
        because: '4 calls got no answer within 2 h, of 9 responses; 3 are allowed',
      },
    ],
    [
      'a count at its bound',
      COUNT,
      3,
      9,
      0,
      { ...counted, outcome: 'pass', value: 3, samples: 9, because: '3 in 9 responses, 3 allowed' },
    ],
    [
      'a count of nothing',
      { ...COUNT, among: 'answers_judged' },
      0,
      0,
      0,
      {
        ...counted,
        outcome: 'inconclusive',
        value: null,
        samples: 0,
        because: 'only 0 answers judged, 1 needed to tell: nothing was seen',
      },
    ],
    [
      'a worst stretch over its bound',
      SEQUENTIAL,
      9,
      1000,
      5.25,
      {
        ...drift,
        outcome: 'fail',
        value: 5.25,
        samples: 1000,
        because: 'score 5.3 for errors above 1 %, 5.0 allowed (9 of 1000 responses)',
      },
    ],
    [
      'a worst stretch under its bound, in a run with many errors far apart',
      SEQUENTIAL,
      9,
      1000,
      4.5,
      {
        ...drift,
        outcome: 'pass',
        value: 4.5,
        samples: 1000,
        because: 'score 4.5 for errors above 1 % of 1000 responses, 5.0 allowed',
      },
    ],
  ])('says what was seen against what was allowed: %s', (_name, gate, hits, samples, worst, want) => {
    expect(assessGate(gate, counts(hits, samples), worst)).toEqual(want);
  });
});

test.each<[string, Gate, boolean]>([
  ['a share of the run', WHOLE, false],
  ['a share of a window', RATIO, true],
  ['a count of the run', COUNT, false],
  ['a count of a window', WINDOWED, true],
  ['a sequential test', SEQUENTIAL, true],
])('%s is watched while the run goes on: %#', (_name, gate, watched) => {
  expect(hasWindow(gate)).toBe(watched);
});

test('skipped says why, and has no figures', () => {
  expect(toSkipped(COUNT, 'no chaos')).toEqual({
    id: 'lost',
    why: 'calls are answered',
    severity: 'blocking',
    outcome: 'skipped',
    value: null,
    limit: null,
    samples: 0,
    minimum_detectable_rate: null,
    because: 'no chaos',
  });
});

test.each([
  [0, '0 %'],
  [0.005, '0.5 %'],
  [0.00625, '0.625 %'],
  [1, '100 %'],
  [1 / 3, '33.3 %'],
])('%d is %s', (ratio, text) => expect(toPercent(ratio)).toBe(text));

test.each(GATES)('$id: at its bound it holds, just over it is crossed', (gate) => {
  const samples = 1_000_000;
  const free = gate.kind === 'sequential' ? gate.allowedRatio * samples : 0;
  const at = gate.kind === 'ratio' ? toLimit(gate) * samples : Math.floor(free + toLimit(gate));
  const totals = (hits: number) => ({ ...createCounts(SERVICE), [gate.among]: samples, [gate.of]: hits });
  expect(isCrossed(gate, totals(at))).toBe(false);
  expect(isCrossed(gate, totals(at + 1))).toBe(true);
});

test.each<[Gate, string]>([
  [{ ...RATIO, maxRatio: 0.003 }, '0.4 % > 0.3 %: 4 of 1000 responses'],
  [COUNT, '4 > 3: 4 of 1000 responses'],
  [
    { ...SEQUENTIAL, maxExcess: 2, allowedRatio: 0.001 },
    '3.0 > 2.0: the score of errors above 0.1 % of responses',
  ],
])('a crossing says what was too much: %#', (gate, why) => {
  expect(toCrossing(gate, { ...createCounts(SERVICE), responses: 1000, http_5xx: 4 }).why).toContain(why);
});

test.each<[string, Gate, number, number]>([
  ['half of a share', RATIO, 0.0025, 0.5],
  ['more than a count allows', COUNT, 6, 2],
  ['a head start, which nobody used up', { ...SEQUENTIAL, headStart: 3 }, 3, 0],
  ['a score that fell below its head start', { ...SEQUENTIAL, headStart: 3 }, 1, 0],
  ['half of what is left beside a head start', { ...SEQUENTIAL, headStart: 3 }, 4, 0.5],
  ['nothing of a promise', { ...COUNT, max: 0 }, 0, 0],
  ['all of a promise, by the first event', { ...COUNT, max: 0 }, 1, 1],
])('used up of its bound: %s', (_, gate, value, used) => {
  expect(computeUsedShare(gate, value)).toBeCloseTo(used, 9);
});

test('what ends a run at once: broken promises and rolling windows, and nothing else', () => {
  const stopping = GATES.filter(stops).map(({ id }) => id);
  expect(GATES.map(({ id }) => id).filter((id) => !stopping.includes(id))).toEqual([
    'rollout_consistent',
    'answer_language',
    'http_5xx_sequential',
    'load_offered',
    'calls_sent',
    'journeys_whole',
    'suite_errors',
  ]);
  const advice = GATES.find((gate) => gate.kind === 'sequential')!;
  expect(stops({ ...advice, severity: 'blocking' })).toBe(true);
  expect(stops({ ...RATIO, severity: 'advisory' })).toBe(false);
  expect(stops({ ...RATIO, onCross: 'inconclusive' })).toBe(false);
  expect(stops(COUNT)).toBe(false);
});
