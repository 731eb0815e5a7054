import { expect, test } from 'vitest';
import type { StageOutcome } from '../../../lib/core/release/release-schema.ts';
import { FLAKE, NO_ANSWER, toReportOf, toRun, toSample } from '../../../test/aurora/probe-samples.ts';
import type { ProbeReport } from '../probe/report-schema.ts';
import { toProbeFinding } from './probe-finding.ts';

const BROKEN = toSample({ broken: ['meta_missing'], detail: 'no meta' });

test.each<[string, ProbeReport, StageOutcome, RegExp]>([
  ['all well', toReportOf(toRun(10)), 'pass', /^OK.*10 of 10 answers judged/],
  ['high', toReportOf(toRun(10, [BROKEN])), 'fail', /^HIGH.*meta_missing/],
  ['a flake', toReportOf(toRun(10, [FLAKE])), 'warn', /^WARN.*infra_flake/],
  ['nothing judged', toReportOf([NO_ANSWER]), 'inconclusive', /^INCONCLUSIVE/],
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

test('an inconclusive rule that pages is an error to CI, not silence', () => {
  const { suite } = toProbeFinding(toReportOf([NO_ANSWER]));
  expect(suite?.cases.find(({ name }) => name === 'meta_missing')).toMatchObject({
    outcome: 'inconclusive',
    text: expect.stringContaining('no answer could be judged'),
  });
});
