import { describe, expect, it, test } from 'vitest';
import { planOf } from '../../../test/runs/good-run.ts';
import { addDropped, computeLeastBegun, countUnbegun } from './unbegun.ts';

const BARE = { TOXIPROXY_ENABLED: 'false', CHAOS_WINDOW_MIN: '0', SPIKE_DURATION_SEC: '0' };
const steady = (seconds: number, rps: number, runners = 1) =>
  planOf({ ...BARE, DURATION_SECONDS: String(seconds), BASE_RPS: String(rps), RUNNERS: String(runners) });

describe('the journeys that a whole run has at the least', () => {
  test.each<[string, ReturnType<typeof planOf>, number]>([
    // 39 s of 40, but for 2 that k6 may round off.
    ['those of all but the last second of a short run', steady(40, 1), 37],
    ['those of 98 % of a long one', steady(1000, 1), 978],
    ['fewer by two for each runner', steady(1000, 1, 10), 960],
    ['at some a second', steady(40, 25), 973],
    ['below one a second', steady(40, 0.25), 7],
    ['none of a run so slow that k6 may round them all off', steady(40, 0.05), 0],
    ['none of a run of a second', steady(1, 1), 0],
    ['none of one pass', planOf({ ONCE: 'true' }), 0],
  ])('%s', (_, plan, least) => expect(computeLeastBegun(plan)).toBe(least));

  it('leaves out what is due in the last second, also of a spike', () => {
    const plan = planOf({
      ...BARE,
      ...{ DURATION_SECONDS: '18', BASE_RPS: '1', CYCLE_MIN: '0.4' },
      ...{ SPIKE_OFFSET_MIN: '0.28', SPIKE_DURATION_SEC: '1.2', SPIKE_RPS: '15' },
    });
    // 16.8 s of baseline, 0.2 s of 15 a second.
    expect(computeLeastBegun(plan)).toBe(17);
  });
});

test.each<[string, number, readonly [begun: number, dropped: number, thrown: number], number]>([
  ['as many as are due', 40, [40, 0, 0], 0],
  ['as many as k6 may round to', 40, [37, 0, 0], 0],
  ['fewer', 40, [28, 0, 0], 9],
  ['fewer, and some dropped', 40, [28, 4, 0], 5],
  ['fewer, and some threw', 40, [28, 0, 9], 0],
  ['more', 40, [80, 0, 0], 0],
  ['fewer, and longer than planned', 55, [28, 0, 0], 9],
  ['fewer, in a run that is complete', 39.2, [28, 0, 0], 9],
  ['fewer, in one that was ended before', 39.1, [28, 0, 0], 0],
])('%s in %d of 40 s', (_, ranSec, [journeys, journeys_dropped, validator_errors], unbegun) => {
  const told = { journeys, journeys_dropped, validator_errors };
  expect(countUnbegun(steady(40, 1), ranSec, told)).toBe(unbegun);
});

test('what was never begun counts as dropped', () => {
  expect(addDropped({ journeys: 28, journeys_dropped: 4, validator_errors: 1, calls: 90 }, 5)).toEqual({
    ...{ journeys: 28, journeys_dropped: 9, journeys_due: 37, validator_errors: 1, calls: 90 },
  });
});
