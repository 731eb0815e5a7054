import { expect, test } from 'vitest';
import { assessSplit, parseExpectedSplit } from './split.ts';

const HALF = parseExpectedSplit('SPLIT', 'v2_core=50,legacy=50')!;
const assess = (counts: Record<string, number>, split = HALF, falseAlarmRatio = 0.001) =>
  assessSplit(new Map(Object.entries(counts)), split, falseAlarmRatio);

// Critical values of chi-square at 0.1 %: 10.828 (1), 13.816 (2), 16.266 (3), as printed in NIST's table (e-Handbook 1.3.6.7.4).
test.each([
  ['v2_core=50,legacy=50', { v2_core: 150, legacy: 150 }, 10.828, 1],
  ['a=40,b=30,c=30', { a: 120, b: 90, c: 90 }, 13.816, 2],
  ['a=25,b=25,c=25,d=25', { a: 75, b: 75, c: 75, d: 75 }, 16.266, 3],
])('%s has the critical value of the table', (spec, counts, criticalValue, degreesOfFreedom) => {
  const result = assess(counts, parseExpectedSplit('SPLIT', spec)!);
  expect(result.outcome).toBe('in_range');
  expect(result.degreesOfFreedom).toBe(degreesOfFreedom);
  expect(result.criticalValue).toBeCloseTo(criticalValue, 3);
});

test.each<[string, Record<string, number>, string | undefined, string]>([
  ['the last split in range', { v2_core: 178, legacy: 122 }, undefined, 'in_range'],
  ['the first split out of it', { v2_core: 179, legacy: 121 }, undefined, 'drift'],
  ['one variant alone', { v2_core: 300 }, undefined, 'drift'],
  ['a variant nobody should get', { v2_core: 150, legacy: 149, shadow: 1 }, undefined, 'drift'],
  ['a ramp of 100 % that is kept', { v2_core: 300 }, 'v2_core=100,legacy=0', 'in_range'],
  ['a ramp of 100 % with a stray', { v2_core: 299, legacy: 1 }, 'v2_core=100,legacy=0', 'drift'],
  ['a share too small to tell', { v2_core: 0, legacy: 300 }, 'v2_core=1,legacy=99', 'inconclusive'],
  ['the same with enough users', { v2_core: 0, legacy: 2000 }, 'v2_core=1,legacy=99', 'drift'],
  ['no user', {}, undefined, 'inconclusive'],
])('%s', (_, counts, spec, outcome) => {
  const split = spec === undefined ? HALF : parseExpectedSplit('SPLIT', spec)!;
  expect(assess(counts, split).outcome).toBe(outcome);
});

test('it cries wolf as often as it says', () => {
  // Exact, not drawn: the chance of every split of 300 users by the binomial distribution, summed where it is called drift.
  const users = 300;
  let logChance = users * Math.log(0.5);
  let alarms = 0;
  for (let k = 0; k <= users; k++) {
    if (assess({ v2_core: k, legacy: users - k }).outcome === 'drift') alarms += Math.exp(logChance);
    logChance += Math.log((users - k) / (k + 1));
  }
  expect(alarms).toBeGreaterThan(0.0005);
  expect(alarms).toBeLessThan(0.0012);
});

test.each([
  ['v2_core', 'is no share'],
  ['a=50,a=50', 'is there twice'],
  ['a=50,b=40', 'they sum to 90'],
  ['a=-50,b=150', 'is no share'],
  ['a=50,,b=50', 'is no share'],
])('%s is refused', (spec, why) => {
  expect(() => parseExpectedSplit('SPLIT', spec)).toThrow(why);
});
