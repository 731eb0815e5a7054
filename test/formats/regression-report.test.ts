// The schema of the regression's report, held against what the code writes, and read again as an earlier one.
import { describe, expect, it, test } from 'vitest';
import { decideOutcome } from '../../lib/core/outcome.ts';
import { decideChecks } from '../../services/aurora/regression/checks.ts';
import { compareRuns } from '../../services/aurora/regression/compare.ts';
import { DEFAULT_HOTSET } from '../../services/aurora/regression/hotset.ts';
import { parseRegressionPlan } from '../../services/aurora/regression/options.ts';
import { toMarkdown, toTerminal } from '../../services/aurora/regression/pages.ts';
import { createReport, parseEarlierReport, toSetup } from '../../services/aurora/regression/report.ts';
import type { Round } from '../../services/aurora/regression/report-schema.ts';
import { toReportName } from '../../services/aurora/regression/run/report-files.ts';
import { NO_ANSWER_PART, TIMED_OUT_PART, toRound, toRounds } from '../aurora/regression-rounds.ts';
import { createFaultFinder, readSchemas } from './own-files.ts';
import { measureWidestLine } from './widest-line.ts';

const findFault = createFaultFinder(readSchemas('schemas'));
const plan = parseRegressionPlan({ FORMAL_ROUNDS: '20' });

function toReport(rounds: readonly Round[], earlierMs?: number) {
  const setup = toSetup(DEFAULT_HOTSET, plan.pdpPath, 1);
  const earlier = { rounds: toRounds(20, earlierMs ?? 0), setup };
  const comparison = earlierMs === undefined ? undefined : compareRuns(earlier, { rounds, setup }, 0.1);
  const checks = decideChecks({ plan, rounds, prewarm: undefined, comparison, findMissing: () => undefined });
  return createReport({
    status: 'completed',
    base: 'embedded',
    embedded: true,
    started_at: '2027-01-15T08:00:00.000Z',
    finished_at: '2027-01-15T08:00:03.000Z',
    warmup_rounds: 1,
    formal_rounds: 20,
    setup,
    outcome: decideOutcome(checks),
    exit_code: 0,
    checks,
    comparison: comparison ? { earlier: 'reports/a.json', ...comparison } : null,
    rounds,
  });
}

const GOOD = toReport(toRounds(20, 50), 50);

describe('the report', () => {
  test.each([
    ['good', GOOD],
    ['bad', toReport([toRound(9, { reviews: TIMED_OUT_PART, similar: NO_ANSWER_PART })], 9)],
    ['empty', toReport([])],
  ])('of a %s run is as agreed', (_, report) => {
    expect(findFault('pdp-regression.v2', report)).toBe('');
    expect(toMarkdown(report)).toContain('## summary_warmup');
    expect(toTerminal(report)).toContain('rounds_played');
  });

  it.each(Object.keys(GOOD))('cannot do without %s', (key) => {
    expect(findFault('pdp-regression.v2', { ...GOOD, [key]: undefined })).not.toBe('');
  });

  it.each<[string, object]>([
    ['a key that nobody described', { ...GOOD, extra: 1 }],
    ['a rate over 1', { ...GOOD, summary_formal: { ...GOOD.summary_formal, reviews_ready_rate: 1.5 } }],
    ['an older version', { ...GOOD, schema_version: 1 }],
    ['a newer version', { ...GOOD, schema_version: 3 }],
    ['an outcome that is none', { ...GOOD, outcome: 'fine' }],
  ])('refuses %s', (_, report) => expect(findFault('pdp-regression.v2', report)).not.toBe(''));

  it('holds nothing that a page takes for markup', () => {
    const hostile = toReport(toRounds(20, 50).map((round) => ({ ...round, product: '<script>|x|' })));
    expect(toMarkdown(hostile)).not.toContain('<script');
  });
});

describe('an earlier report', () => {
  it.each([1, 2])('of version %d is read as it was written', (schema_version) => {
    const earlier = parseEarlierReport(JSON.stringify({ ...GOOD, schema_version }));
    expect(earlier).toMatchObject({ rounds: { length: 20 }, setup: GOOD.setup });
  });
  it.each([
    ['no JSON', '{', /no JSON/],
    ['another file', '{"a":1}', /no report/],
    ['a newer one', JSON.stringify({ ...GOOD, schema_version: 3 }), /version is 3/],
    ['one cut short', JSON.stringify({ ...GOOD, status: 'interrupted' }), /interrupted/],
    ['one whose rounds are broken', JSON.stringify({ ...GOOD, rounds: [{ product: 'x' }] }), /no report/],
    ['null', 'null', /no report/],
  ])('that is %s is refused', (_, text, problem) => {
    const earlier = parseEarlierReport(text);
    expect('problem' in earlier ? earlier.problem : '').toMatch(problem);
  });
});

test('the files are named as in the runbook', () => {
  const name = toReportName(parseRegressionPlan({}), new Date('2027-01-15T08:00:00.000Z'));
  expect(name).toBe('frontend_live_regression_winona_ipsa_warmup1_formal100_20270115_080000');
});

test.each([60, 80, 120])('on a terminal of %d columns it is never written beyond them', (columns) => {
  for (const report of [
    GOOD,
    toReport([toRound(9, { reviews: TIMED_OUT_PART, similar: NO_ANSWER_PART })], 9),
  ])
    expect(measureWidestLine(columns, (look) => toTerminal(report, look))).toBeLessThanOrEqual(columns);
});
