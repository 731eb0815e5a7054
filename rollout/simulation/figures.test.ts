import { describe, expect, it, test } from 'vitest';
import { POLICIES } from '../decision/policies.ts';
import { computeUpperBound, countErrors, holds, toFigures, toFiguresTable } from './figures.ts';
import { SCENARIOS } from './scenarios.ts';
import { type SimulatedRun, simulateRun, type Truth, toTruth } from './simulate.ts';

const toRun = (decision: SimulatedRun['decision'], sec: number, isHoldEnd = false): SimulatedRun => ({
  decision,
  isHoldEnd,
  sec,
  calls: sec * 10,
});
const RUNS = [toRun('promote', 10), toRun('promote', 30), toRun('abort', 20), toRun('abort', 40, true)];

test('runs are told by how they ended, and by the median and the 95th of 100', () =>
  expect(toFigures('healthy', 'good', RUNS)).toEqual({
    title: 'healthy',
    truth: 'good',
    runs: 4,
    promoted: 2,
    aborted: 1,
    holdEnded: 1,
    medianSec: 20,
    p95Sec: 40,
    medianCalls: 200,
    p95Calls: 400,
  }));

test.each<[Truth, number | undefined]>([
  ['good', 1],
  ['bad', 2],
  ['allowed', undefined],
])('of %s canaries %s are wrong', (truth, errors) =>
  expect(countErrors(toFigures('one', truth, RUNS))).toBe(errors));

// Clopper & Pearson: for none of n it is 1 - 0.05^(1/n).
test.each([
  [0, 1_000, 0.002991],
  [0, 10, 0.2589],
  [3, 1_000, 0.00773],
  [4, 4, 1],
])('%i of %i are at most %f', (hits, samples, bound) =>
  expect(computeUpperBound(hits, samples)).toBeCloseTo(bound, 4));

describe('what is promised', () => {
  const toMany = (truth: Truth, wrong: number) => {
    const right = truth === 'good' ? toRun('promote', 1) : toRun('abort', 1);
    const not = truth === 'good' ? toRun('abort', 1) : toRun('promote', 1);
    return toFigures(
      'many',
      truth,
      Array.from({ length: 1_000 }, (_, n) => (n < wrong ? not : right)),
    );
  };
  test.each<[Truth, number, boolean]>([
    ['good', 0, true],
    ['good', 12, true],
    ['good', 13, false],
    ['bad', 4, true],
    ['bad', 5, false],
    ['allowed', 999, true],
  ])('of 1,000 %s canaries, %i wrong: %s', (truth, wrong, expected) =>
    expect(holds(toMany(truth, wrong))).toBe(expected));
  it('is shown in the table', () => {
    expect(toFiguresTable([toMany('bad', 1)])).toContain(
      '| many | beyond the margin | 1 | 999 | 0 | 1; at most 0.473 % |',
    );
    expect(toFiguresTable([toMany('allowed', 1)])).toContain('| – |');
  });
});

const LOAD = { callsPerS: 50, weight: 0.2 };
const find = (id: string) => SCENARIOS.find((scenario) => scenario.id === id) ?? SCENARIOS[0]!;

test.each<[string, Truth]>([
  ['healthy', 'good'],
  ['slow-1.1', 'allowed'],
  ['slow-1.5', 'bad'],
  ['slow-2', 'bad'],
  ['errors-0.1', 'good'],
  ['errors-0.5', 'bad'],
  ['errors-2', 'bad'],
  ['half', 'bad'],
  ['both', 'good'],
])('by the policy of prod, %s is %s', (id, truth) =>
  expect(toTruth(find(id).at(0), POLICIES.prod)).toBe(truth));

test.each<[string, SimulatedRun['decision']]>([
  ['healthy', 'promote'],
  ['outage', 'promote'],
  ['slow-2', 'abort'],
  ['errors-2', 'abort'],
  ['half', 'abort'],
  ['leak', 'abort'],
])('%s comes to %s, and to the same with the same seed', (id, decision) => {
  const run = simulateRun(find(id), POLICIES.prod, LOAD, 7);
  expect(run).toMatchObject({ decision, isHoldEnd: false });
  expect(simulateRun(find(id), POLICIES.prod, LOAD, 7)).toEqual(run);
  expect(simulateRun(find(id), POLICIES.prod, LOAD, 8)).not.toEqual(run);
});

test.each(['both', 'quiet'])('%s is undecided until the hold ends', (id) =>
  expect(simulateRun(find(id), POLICIES.staging, LOAD, 7)).toMatchObject({
    decision: 'abort',
    isHoldEnd: true,
  }));

test('a leak that shows after promotion is rolled back', () =>
  expect(simulateRun(find('leak'), POLICIES.staging, LOAD, 7).decision).toBe('rollback'));
