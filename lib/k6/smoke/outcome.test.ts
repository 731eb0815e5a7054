import { beforeEach, expect, it, test } from 'vitest';
import { resetWorld, world } from '../../../test/k6/world.ts';
import type { SmokeReport } from '../../core/smoke/report.ts';
import { countChecks, SMOKE_THRESHOLDS, toK6ExitCode } from './outcome.ts';

beforeEach(resetWorld);

it('counts each check under its outcome', () => {
  const checks = [
    { id: 'items', variant: 'plain', outcome: 'pass' },
    { id: 'items', variant: 'vip', outcome: 'fail' },
  ];
  countChecks({ checks } as unknown as SmokeReport);
  expect(world.samples).toEqual([
    { metric: 'smoke_checks', value: 1, tags: { check: 'items', variant: 'plain', outcome: 'pass' } },
    { metric: 'smoke_checks', value: 1, tags: { check: 'items', variant: 'vip', outcome: 'fail' } },
  ]);
});

it('is a fail where a check failed, one cannot tell, or none was played', () => {
  expect(SMOKE_THRESHOLDS).toEqual({
    'smoke_checks{outcome:fail}': ['count==0'],
    'smoke_checks{outcome:inconclusive}': ['count==0'],
    'smoke_checks{outcome:pass}': ['count>0'],
  });
});

test.each([
  ['pass', 0],
  ['fail', 99],
  ['inconclusive', 99],
] as const)('ends k6 with the code that its thresholds give: %s', (outcome, code) => {
  expect(toK6ExitCode(outcome)).toBe(code);
});
