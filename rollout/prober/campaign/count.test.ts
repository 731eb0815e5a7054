// The counting is held to logs that are wrong: what was not made within its period is never counted as made.
import { expect, it, test } from 'vitest';
import { countMade, type LoggedRun, parseLog } from './count.ts';
import { drawStrike, STRIKE_IDS } from './strikes.ts';

const run = (flow: string, period: number, more: Partial<LoggedRun> = {}): LoggedRun => ({
  ...{ flow, period, outcome: 'pass', started_at_ms: period * 1000 + 100 },
  ...more,
});
const ALL = [10, 11, 12].flatMap((period) => [run('a', period), run('b', period)]);
const count = (runs: readonly LoggedRun[], fromMs = 9_500, toMs = 13_500) =>
  countMade(['a', 'b'], 1000, runs, fromMs, toMs);

it('all are made', () => {
  expect(count(ALL)).toMatchObject({ due: 6, made: 6, missed: [], madeRatio: 1, again: 0 });
});

test.each<[string, readonly LoggedRun[], object]>([
  ['none', [], { due: 6, made: 0, madeRatio: 0 }],
  ['one is missing', ALL.slice(1), { due: 6, made: 5, missed: [{ flow: 'a', period: 10 }] }],
  [
    'one was begun in the next period',
    [...ALL.slice(1), run('a', 10, { started_at_ms: 11_000 })],
    { made: 5 },
  ],
  ['one was begun before', [...ALL.slice(1), run('a', 10, { started_at_ms: 9_999 })], { made: 5 }],
  ['one is of a flow that nobody asked for', [...ALL.slice(1), run('c', 10)], { made: 5 }],
  ['one was made twice', [...ALL, run('a', 10)], { made: 6, again: 1 }],
  [
    'one could not be judged',
    [...ALL.slice(1), run('a', 10, { outcome: 'inconclusive' })],
    { made: 6, inconclusive: 1 },
  ],
  ['those of half a period do not count', [...ALL, run('a', 9), run('a', 13)], { due: 6, made: 6, again: 0 }],
])('%s', (_, runs, found) => {
  expect(count(runs)).toMatchObject(found);
});

it('nothing is due in no time, and nothing is claimed', () => {
  expect(count([], 9_500, 9_600)).toMatchObject({ due: 0, madeRatio: 0, atLeastRatio: 0 });
});

it('few probes prove little', () => {
  expect(count(ALL).atLeastRatio).toBeLessThan(0.75);
  const many = Array.from({ length: 3000 }, (_, i) => [run('a', 10 + i), run('b', 10 + i)]).flat();
  expect(count(many, 9_500, 3_010_000).atLeastRatio).toBeGreaterThan(0.999);
});

it('a line that a kill cut off is none', () => {
  expect(parseLog(`${JSON.stringify(run('a', 10))}\n{"flow":"a","per\n\n{}\n`)).toHaveLength(1);
});

it('every kind of strike comes as often', () => {
  const ids = Array.from({ length: 50 }, (_, n) => drawStrike(1, n, 10, 20).id);
  expect(STRIKE_IDS.map((id) => ids.filter((one) => one === id).length)).toEqual(STRIKE_IDS.map(() => 5));
});
