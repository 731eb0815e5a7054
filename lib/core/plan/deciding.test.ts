import { describe, expect, it, test } from 'vitest';
import { SERVICE } from '../../../services/aurora/service.ts';
import { planOf } from '../../../test/runs/good-run.ts';
import { PROFILES } from '../../../thresholds/profiles.ts';
import { drawJourney, listSteps } from '../service/journeys.ts';
import { parsePastPlan } from './past-plan.ts';
import { computeJourneysDue, computeSegments } from './schedule.ts';

describe.each(['quick', 'gate', 'soak24'])('a run of profile %s', (PROFILE) => {
  const plan = planOf({ PROFILE });
  const due = Math.floor(computeJourneysDue(computeSegments(plan.timing), plan.timing.totalSec));

  it('gives no more answers than its gates keep their promise for, and not many fewer', () => {
    let answers = 0;
    for (let n = 0; n < due; n++)
      answers += listSteps(SERVICE, drawJourney(plan.mix, plan.seed, n).journey).length;
    expect(answers).toBeLessThanOrEqual(plan.deciding.withinSamples);
    expect(answers).toBeGreaterThan(plan.deciding.withinSamples / 2);
  });
});

test('a mix of one journey gives what that journey does', () => {
  const { deciding, timing } = planOf({ SCENARIO: 'safety_block' });
  const due = Math.ceil(computeJourneysDue(computeSegments(timing), timing.totalSec));
  expect(deciding.withinSamples).toBe(due * listSteps(SERVICE, 'safety_block').length);
});

test.each<[string, Record<string, string>, object]>([
  ['of before this was written down', {}, { by: 'rolling', withinSamples: 500_000, startsAhead: false }],
  ['of now', { GATES: 'rolling' }, planOf().deciding],
  ['of now, by the other gates', { GATES: 'sequential' }, { ...planOf().deciding, by: 'sequential' }],
])('a journal %s is judged as its run was', (_, options, deciding) => {
  const profiles = { ...PROFILES, quick: { ...PROFILES.quick, GATES: 'sequential' } };
  expect(parsePastPlan(SERVICE, { options, seed: 1 }, profiles).deciding).toEqual(deciding);
});

test('the windows decide unless it is asked for otherwise', () => {
  expect(planOf({ GATES: 'sequential' }).deciding.by).toBe('sequential');
  expect(planOf().deciding.by).toBe('rolling');
});
