import { describe, expect, it, test } from 'vitest';
import {
  explainAdminStatus,
  judgePrewarmRun,
  judgePrewarmState,
  PREWARM_REASON,
  parsePrewarmState,
} from './prewarm.ts';

const toCounts = (ok: number, failed = 0, non_200 = 0) => ({
  total: ok + failed + non_200,
  ok,
  non_200,
  failed,
});

/** A state's body with these counters of our reason; `others` were made for another one. */
function toBody(
  own: ReturnType<typeof toCounts> | undefined,
  { hotset = 2, error = '', others = toCounts(4) } = {},
) {
  const totals = own ? toCounts(own.ok + others.ok, own.failed + others.failed, own.non_200) : others;
  return {
    ok: true,
    data: {
      config: { hotset_size: hotset },
      runtime: {
        totals,
        by_reason: { timer: others, ...(own ? { [PREWARM_REASON]: own } : {}) },
        last_prefetch: error === '' ? null : { error },
      },
    },
  };
}
const toState = (...of: Parameters<typeof toBody>) => parsePrewarmState(toBody(...of))!;
const RUN = { ok: true, result: { ok: true, skipped: false } };

describe('a run is judged by what its counters gained', () => {
  it.each([
    ['every prefetch came back', toState(undefined), RUN, toState(toCounts(2)), 'pass', /2 of 2/],
    [
      'again, beside earlier failures',
      toState(toCounts(0, 2)),
      RUN,
      toState(toCounts(2, 2)),
      'pass',
      /2 of 2/,
    ],
    [
      'it says ok and all failed',
      toState(undefined),
      RUN,
      toState(toCounts(0, 2), { error: 'ECONNREFUSED' }),
      'fail',
      /said ok.*2.*ECONNREFUSED/,
    ],
    [
      'all failed, beside earlier successes',
      toState(toCounts(8)),
      RUN,
      toState(toCounts(8, 2)),
      'fail',
      /every one of 2/,
    ],
    ['one failed', toState(undefined), RUN, toState(toCounts(1, 1)), 'fail', /1 of 2/],
    [
      'one answered with another status',
      toState(undefined),
      RUN,
      toState(toCounts(1, 0, 1)),
      'fail',
      /1 of 2/,
    ],
    ['the run says no', toState(undefined), { ok: false }, toState(toCounts(2)), 'fail', /did not say ok/],
    [
      'its result says no',
      toState(undefined),
      { ok: true, result: { ok: false } },
      toState(toCounts(2)),
      'fail',
      /did not say ok/,
    ],
    ['there is no hot set', toState(undefined), RUN, toState(undefined, { hotset: 0 }), 'fail', /empty/],
    [
      'it was skipped',
      toState(undefined),
      { ok: true, result: { ok: true, skipped: true } },
      toState(undefined),
      'inconclusive',
      /skipped/,
    ],
    [
      'nothing was counted',
      toState(toCounts(2)),
      RUN,
      toState(toCounts(2)),
      'inconclusive',
      /no prefetch was counted/,
    ],
    [
      'only others were counted',
      toState(undefined),
      RUN,
      toState(undefined, { others: toCounts(9) }),
      'inconclusive',
      /no prefetch/,
    ],
    ['the counters went back', toState(toCounts(4)), RUN, toState(toCounts(2)), 'inconclusive', /went back/],
    [
      'half of the hot set',
      toState(undefined),
      RUN,
      toState(toCounts(1)),
      'inconclusive',
      /1 prefetches for 2/,
    ],
  ])('%s', (_, before, run, after, outcome, why) => {
    const verdict = judgePrewarmRun(before, run, after);
    expect(verdict.outcome).toBe(outcome);
    expect(verdict.why).toMatch(why);
  });
});

test.each([
  ['some came back', toState(toCounts(1, 1)), 'pass'],
  ['none came back', toState(toCounts(0, 3), { others: toCounts(0, 1) }), 'fail'],
  ['none was made', toState(undefined, { others: toCounts(0) }), 'inconclusive'],
  ['nothing to prewarm', toState(toCounts(2), { hotset: 0 }), 'fail'],
])('a state in which %s: %s', (_, state, outcome) => {
  expect(judgePrewarmState(state).outcome).toBe(outcome);
});

test.each([
  ['nothing', undefined],
  ['a list', []],
  ['no counters', { ok: true, data: { config: { hotset_size: 2 }, runtime: {} } }],
  [
    'counters of text',
    {
      data: { config: { hotset_size: 2 }, runtime: { totals: { total: '2', ok: 2, non_200: 0, failed: 0 } } },
    },
  ],
  ['no hot set', { data: { config: {}, runtime: { totals: toCounts(2) } } }],
])('%s is no state', (_, body) => expect(parsePrewarmState(body)).toBeUndefined());

test.each([
  [200, /^$/],
  [404, /no admin key/],
  [403, /another admin key/],
  [500, /answered 500/],
])('a %s is explained in one sentence', (status, text) => expect(explainAdminStatus(status)).toMatch(text));
