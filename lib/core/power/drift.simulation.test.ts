// What the gates on drift can see, as docs/power.md says it.
import { expect, test } from 'vitest';
import { planOf } from '../../../test/runs/good-run.ts';
import { computeWithinSec, listDriftGates } from '../../../thresholds/drift.ts';
import { computeDriftPower } from './drift.ts';

const powerOf = (PROFILE: string) => {
  const plan = planOf({ PROFILE });
  return computeDriftPower(listDriftGates(plan.bounds), plan.timing, computeWithinSec(plan), 1, 10);
};

test('a run of a minute and a half is too short to tell', () => {
  expect(powerOf('quick').map(({ points }) => points)).toEqual([[], [], []]);
});

test('the two-hour gate sees less the more its readings vary, never less than the tolerance, and raises no false alarm', () => {
  const gate = powerOf('gate');
  expect(gate.map(({ id }) => id)).toEqual(['latency_drift', 'memory_drift', 'descriptor_drift']);
  for (const { points } of gate) {
    const seen = points.map(({ seenFrom }) => seenFrom);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen[0]).toBeGreaterThan(0.25);
    expect(points.map(({ falseAlarms }) => falseAlarms)).toEqual([0, 0, 0]);
  }
});
