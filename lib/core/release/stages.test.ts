import { describe, expect, test } from 'vitest';
import { toRunSummary } from '../../../test/runs/good-run.ts';
import type { CheckResult } from '../smoke/flow.ts';
import { toSmokeReport } from '../smoke/report.ts';
import type { StageOutcome, StageResult } from './release-schema.ts';
import { decideRelease, endsGate, SOAK_STAGE, type Stage, toSmokeFinding, toSoakFinding } from './stages.ts';

const STAGES: readonly Stage[] = [
  { id: 'smoke', why: 'the key flows work' },
  { id: 'rules', why: 'its rules hold' },
  { id: 'probe', why: 'its probe is well' },
  SOAK_STAGE,
];

const toResults = (...outcomes: StageOutcome[]): StageResult[] =>
  outcomes.map((outcome, i) => ({
    id: STAGES[i]?.id ?? 'soak',
    outcome,
    because: `said ${i}`,
    duration_ms: 1,
    suite: null,
  }));

describe('what the checks come to together', () => {
  test.each<[string, StageOutcome[], string, number]>([
    ['all held', ['pass', 'pass', 'pass', 'pass'], 'pass', 0],
    ['a warning is shown and lets it pass', ['pass', 'pass', 'warn', 'pass'], 'pass', 0],
    ['one broken', ['fail', 'not_run', 'not_run', 'not_run'], 'fail', 1],
    ['fail outweighs inconclusive', ['inconclusive', 'pass', 'fail', 'not_run'], 'fail', 1],
    ['could not begin', ['set_up', 'not_run', 'not_run', 'not_run'], 'set_up', 2],
    ['could not begin outweighs inconclusive', ['inconclusive', 'set_up', 'not_run', 'not_run'], 'set_up', 2],
    ['inconclusive', ['pass', 'inconclusive', 'pass', 'pass'], 'inconclusive', 3],
    ['one that did not run is no pass', ['pass', 'pass', 'pass', 'not_run'], 'inconclusive', 3],
    ['nor is one that is not there', ['pass', 'pass', 'pass'], 'inconclusive', 3],
    ['nothing at all', [], 'inconclusive', 3],
  ])('%s', (_, outcomes, outcome, exitCode) => {
    expect(decideRelease(STAGES, toResults(...outcomes))).toMatchObject({ outcome, exit_code: exitCode });
  });

  test('its reason names the check, and a warning is named in a pass', () => {
    expect(decideRelease(STAGES, toResults('pass', 'fail')).because).toBe('rules: said 1');
    expect(decideRelease(STAGES, toResults('pass', 'pass', 'warn', 'pass')).because).toContain(
      'probe: said 2',
    );
    expect(decideRelease(STAGES, toResults('pass', 'pass', 'pass')).because).toBe('not run: soak');
  });
});

test.each<[StageOutcome, boolean]>([
  ['pass', false],
  ['warn', false],
  ['inconclusive', false],
  ['not_run', false],
  ['fail', true],
  ['set_up', true],
])('%s ends the gate: %s', (outcome, ends) => {
  expect(endsGate({ outcome })).toBe(ends);
});

const toCheck = (outcome: CheckResult['outcome']): CheckResult => ({
  id: `one.${outcome}`,
  variant: 'EN',
  why: 'it must',
  call: 'GET /healthz',
  outcome,
  because: `found ${outcome}`,
});
const toSmoke = (...outcomes: CheckResult['outcome'][]) =>
  toSmokeReport({ name: 'smoke', base: 'embedded', started_at: '2027-01-15T08:00:00.000Z', duration_ms: 5 }, [
    ...outcomes.map(toCheck),
  ]);

test.each<[CheckResult['outcome'][], StageOutcome, string]>([
  [['pass', 'pass', 'skipped'], 'pass', '2 checks held, 0 broken'],
  [['pass', 'fail'], 'fail', '1 check held, 1 broken'],
  [['pass', 'inconclusive'], 'inconclusive', '1 check held, 0 broken, 1 inconclusive'],
])('a smoke of %j is %s', (outcomes, outcome, because) => {
  const finding = toSmokeFinding(toSmoke(...outcomes));
  expect(finding).toMatchObject({ outcome, because });
  expect(finding.suite?.cases.map((one) => one.outcome)).toEqual(outcomes);
});

test.each<[string, StageOutcome, string | undefined, StageOutcome]>([
  ['a pass', 'pass', undefined, 'pass'],
  ['a pass that could not be written', 'pass', 'the disk is full', 'inconclusive'],
  ['a fail that could not be written', 'fail', 'the disk is full', 'fail'],
  ['inconclusive', 'inconclusive', undefined, 'inconclusive'],
])('a soak: %s', (_, outcome, trouble, expected) => {
  const summary = toRunSummary();
  const verdict = { ...summary.verdict, outcome: outcome as 'pass' };
  expect(toSoakFinding({ ...summary, verdict }, trouble).outcome).toBe(expected);
});
