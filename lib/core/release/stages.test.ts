import { describe, expect, test } from 'vitest';
import type { ProbeReport } from '../../../services/aurora/probe/report-schema.ts';
import { FLAKE, NO_ANSWER, toReportOf, toRun, toSample } from '../../../test/probe-samples.ts';
import { toRunSummary } from '../../../test/runs.ts';
import type { CheckResult } from '../smoke/flow.ts';
import { toSmokeReport } from '../smoke/report.ts';
import type { StageOutcome, StageResult } from './release-schema.ts';
import { STAGES } from './stage-table.ts';
import { decideRelease, endsGate, toProbeFinding, toSmokeFinding, toSoakFinding } from './stages.ts';

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
    ['a warning is told and lets it pass', ['pass', 'pass', 'warn', 'pass'], 'pass', 0],
    ['one broken', ['fail', 'not_run', 'not_run', 'not_run'], 'fail', 1],
    ['broken outweighs what could not be told', ['inconclusive', 'pass', 'fail', 'not_run'], 'fail', 1],
    ['could not begin', ['set_up', 'not_run', 'not_run', 'not_run'], 'set_up', 2],
    [
      'could not begin outweighs could not tell',
      ['inconclusive', 'set_up', 'not_run', 'not_run'],
      'set_up',
      2,
    ],
    ['could not tell', ['pass', 'inconclusive', 'pass', 'pass'], 'inconclusive', 3],
    ['one that did not run is no pass', ['pass', 'pass', 'pass', 'not_run'], 'inconclusive', 3],
    ['nor is one that is not there', ['pass', 'pass', 'pass'], 'inconclusive', 3],
    ['nothing at all', [], 'inconclusive', 3],
  ])('%s', (_, outcomes, outcome, exitCode) => {
    expect(decideRelease(toResults(...outcomes))).toMatchObject({ outcome, exit_code: exitCode });
  });

  test('its reason names the check, and a warning is named in a pass', () => {
    expect(decideRelease(toResults('pass', 'fail')).because).toBe('reco_gates: said 1');
    expect(decideRelease(toResults('pass', 'pass', 'warn', 'pass')).because).toContain('probe: said 2');
    expect(decideRelease(toResults('pass', 'pass', 'pass')).because).toBe('not run: soak');
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
  lang: 'EN',
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
  [['pass', 'fail'], 'fail', '1 checks held, 1 broken'],
  [['pass', 'inconclusive'], 'inconclusive', '1 checks held, 0 broken, 1 could not be told'],
])('a smoke of %j is %s', (outcomes, outcome, because) => {
  const finding = toSmokeFinding(toSmoke(...outcomes));
  expect(finding).toMatchObject({ outcome, because });
  expect(finding.suite?.cases.map((one) => one.outcome)).toEqual(outcomes);
});

const BROKEN = toSample({ broken: ['meta_missing'], detail: 'no meta' });

test.each<[string, ProbeReport, StageOutcome, RegExp]>([
  ['all well', toReportOf(toRun(10)), 'pass', /^OK.*10 of 10 answers judged/],
  ['high', toReportOf(toRun(10, [BROKEN])), 'fail', /^HIGH.*meta_missing/],
  ['a flake', toReportOf(toRun(10, [FLAKE])), 'warn', /^WARN.*infra_flake/],
  ['nothing judged', toReportOf([NO_ANSWER]), 'inconclusive', /^COULD NOT TELL/],
  ['nothing but flakes', toReportOf([FLAKE, FLAKE]), 'inconclusive', /^WARN.*0 of 2 answers judged/],
  ['cut short', toReportOf(toRun(3), { status: 'out_of_time' }), 'inconclusive', /out of time$/],
  ['high and cut short', toReportOf(toRun(3, [BROKEN]), { status: 'interrupted' }), 'fail', /^HIGH/],
  [
    'not recorded',
    toReportOf(toRun(10), { state: { recorded: false, note: 'the state file is locked' } }),
    'inconclusive',
    /the state file is locked$/,
  ],
])('a probe: %s', (_, report, outcome, because) => {
  const finding = toProbeFinding(report);
  expect(finding.outcome).toBe(outcome);
  expect(finding.because).toMatch(because);
});

test('a rule of the probe is a failure where it fired high, and skipped where it is a warning', () => {
  const { suite } = toProbeFinding(toReportOf(toRun(10, [BROKEN, FLAKE])));
  const outcomes = Object.fromEntries((suite?.cases ?? []).map(({ name, outcome }) => [name, outcome]));
  expect(outcomes).toMatchObject({
    meta_missing: 'fail',
    header_meta_mismatch: 'pass',
    variant_split_drift: 'skipped',
  });
  expect(suite?.duration_ms).toBe(3000);
});

test('a rule that pages, and could not be told, is an error to CI and no silence', () => {
  const { suite } = toProbeFinding(toReportOf([NO_ANSWER]));
  expect(suite?.cases.find(({ name }) => name === 'meta_missing')).toMatchObject({
    outcome: 'inconclusive',
    text: expect.stringContaining('no answer could be judged'),
  });
});

test.each<[string, StageOutcome, string | undefined, StageOutcome]>([
  ['a pass', 'pass', undefined, 'pass'],
  ['a pass that could not be written', 'pass', 'the disk is full', 'inconclusive'],
  ['a fail that could not be written', 'fail', 'the disk is full', 'fail'],
  ['could not tell', 'inconclusive', undefined, 'inconclusive'],
])('a soak: %s', (_, outcome, trouble, expected) => {
  const summary = toRunSummary();
  const verdict = { ...summary.verdict, outcome: outcome as 'pass' };
  expect(toSoakFinding({ ...summary, verdict }, trouble).outcome).toBe(expected);
});
