import { expect, it, test } from 'vitest';
import type { FlowOutcome } from '../flows/play/flow-result.ts';
import { addRun, type Bucket, computeBudget } from './budget.ts';

const HOUR_MS = 3_600_000;
const SLO = { objectiveRatio: 0.99, windowMs: 720 * HOUR_MS };
const play = (outcomes: readonly FlowOutcome[], everyMs: number, fromMs = 0): readonly Bucket[] =>
  outcomes.reduce<readonly Bucket[]>(
    (buckets, outcome, i) => addRun(buckets, SLO, fromMs + i * everyMs, outcome),
    [],
  );
const many = (count: number, outcome: FlowOutcome): FlowOutcome[] => Array(count).fill(outcome);

test.each<[string, FlowOutcome[], number]>([
  ['no run', [], 1],
  ['no failure', many(100, 'pass'), 1],
  ['half of what is allowed', [...many(199, 'pass'), 'fail'], 0.5],
  ['all of it', [...many(99, 'pass'), 'fail'], 0],
  ['twice as much', [...many(98, 'pass'), 'fail', 'fail'], -1],
  ['what nobody could judge', many(100, 'inconclusive'), 1],
])('%s', (_, outcomes, remaining) => {
  const buckets = play(outcomes, 1000);
  expect(computeBudget(buckets, SLO, outcomes.length * 1000).remainingRatio).toBeCloseTo(remaining);
});

it('burns by what failed lately', () => {
  const old = play(many(600, 'pass'), HOUR_MS / 60);
  const buckets = many(6, 'fail').reduce(
    (all, outcome, i) => addRun(all, SLO, 10 * HOUR_MS + i * 60_000, outcome),
    old,
  );
  const { burn } = computeBudget(buckets, SLO, 10 * HOUR_MS + 400_000);
  expect(burn.short).toBeGreaterThan(burn.long);
  expect(burn.long).toBeCloseTo(6 / (6 + 360) / 0.01, 0);
  expect(computeBudget(buckets, SLO, 40 * HOUR_MS).burn).toEqual({ short: 0, long: 0 });
});

it('forgets what is older than its window, and stays small', () => {
  const buckets = play(many(2000, 'fail'), HOUR_MS);
  expect(buckets.length).toBeLessThanOrEqual(721);
  expect(computeBudget(buckets, SLO, 2000 * HOUR_MS).runs).toBeLessThanOrEqual(721);
  expect(computeBudget(buckets, SLO, 9000 * HOUR_MS).runs).toBe(0);
});

it('a clock that went back leaves no run of the future', () => {
  const buckets = addRun(play(['fail'], 1, 100 * HOUR_MS), SLO, 5 * HOUR_MS, 'pass');
  expect(buckets).toEqual([{ startMs: 5 * HOUR_MS, passed: 1, failed: 0 }]);
  expect(computeBudget(play(['fail'], 1, 100 * HOUR_MS), SLO, 5 * HOUR_MS).runs).toBe(0);
});
