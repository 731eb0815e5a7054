import { describe, expect, it, test } from 'vitest';
import { computePhaseSec, computeSegments, computeToxicSlots, PHASES } from '../../lib/core/plan/schedule.ts';
import { computeChanceOf } from '../../lib/core/stats/binomial.ts';
import { parseDefects } from '../../services/aurora/reference/defects/parse.ts';
import { planOf } from '../../test/runs/good-run.ts';
import {
  COMPRESSED_SOAK,
  computeUpperBound,
  countFalseAborts,
  type HealthyRun,
  toFalseAbortReport,
  toHealthyDefects,
  toKind,
} from './false-aborts.ts';

const runOf = (n: number, outcome: HealthyRun['outcome'] = 'pass'): HealthyRun => ({
  n,
  seed: 100 + n,
  kind: toKind(n),
  outcome,
  because: `because ${outcome}`,
  dir: `results/run_${n}`,
  name: `run_${n}`,
  crossed: [],
});

describe('the upper bound', () => {
  test.each([
    // hits, runs → share; for no hit 1 − 0.05^(1/runs), for all of them 1
    [0, 300, 0.009936],
    [0, 60, 0.048703],
    [1, 300, 0.015715],
    [3, 3, 1],
    [0, 0, 1],
  ])('for %i of %i is %f', (hits, runs, bound) => {
    expect(computeUpperBound(hits, runs)).toBeCloseTo(bound, 6);
  });

  test.each([
    [0, 50],
    [2, 100],
    [7, 300],
  ])('is where so few as %i of %i come with a chance of 5 %%', (hits, runs) => {
    const bound = computeUpperBound(hits, runs);
    expect(1 - computeChanceOf(hits + 1, runs, bound)).toBeCloseTo(0.05, 6);
  });
});

test('an inconclusive run is no trial', () => {
  const runs = [runOf(1), runOf(2, 'fail'), runOf(3, 'inconclusive'), runOf(4, 'lost'), runOf(5)];
  expect(countFalseAborts(runs)).toMatchObject({ passed: 2, failed: 1, unclear: 1, lost: 1, rate: 1 / 3 });
});

test('nothing known is nothing claimed', () => {
  expect(countFalseAborts([])).toMatchObject({ rate: 0, upperBound: 1 });
  expect(toFalseAbortReport([], 300)).toContain('0 of 300 healthy runs');
});

test('the report names each run that did not pass, with its seed, its reason and its folder', () => {
  const report = toFalseAbortReport([runOf(1), runOf(2, 'fail'), runOf(3, 'inconclusive')], 3);
  expect(report).toContain('fail  run 2, seed 102, as it is: because fail\n    results/run_2');
  expect(report).toContain('inconclusive  run 3, seed 103, with 0.1 % of 5xx');
  expect(report).not.toContain('seed 101:');
  expect(report).toContain('1 passed, 1 failed, 1 inconclusive, 0 without a verdict');
});

test('every third run has errors by chance, drawn by its seed, and the report tells the two kinds apart', () => {
  const runs = [1, 2, 3, 4, 5, 6].map((n) => runOf(n, n === 6 ? 'fail' : 'pass'));
  expect(runs.map(({ kind, seed }) => parseDefects(toHealthyDefects(kind, seed)).length)).toEqual([
    0, 0, 1, 0, 0, 1,
  ]);
  expect(parseDefects(toHealthyDefects(toKind(3), 103))).toMatchObject([{ ratio: 0.001, drawSeed: 103 }]);
  const report = toFalseAbortReport(runs, 6);
  expect(report).toContain('as it is: 4 runs, 4 passed, 0 failed');
  expect(report).toContain('with 0.1 % of 5xx: 2 runs, 1 passed, 1 failed');
});

it('plays every phase and every toxic mode in its short time', () => {
  const { timing, chaos } = planOf(COMPRESSED_SOAK);
  const segments = computeSegments(timing);
  for (const phase of PHASES)
    expect(computePhaseSec(segments, phase, timing.totalSec), phase).toBeGreaterThan(1);
  expect(computeToxicSlots(timing, chaos.modes).map(({ mode }) => mode)).toEqual(chaos.modes);
});
