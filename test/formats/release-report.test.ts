// The schema of the release gate's report, held against what the code writes: a key that only one of the two knows fails here.
import { expect, it, test } from 'vitest';
import { toSoakSuite } from '../../lib/core/release/check-suite.ts';
import type { StageOutcome, StageResult } from '../../lib/core/release/release-schema.ts';
import { toReleaseReport, toReleaseTerminal } from '../../lib/core/release/report.ts';
import { SOAK_STAGE } from '../../lib/core/release/stages.ts';
import { assess } from '../../lib/core/verdict/verdict.ts';
import { CHECKS } from '../../services/aurora/release/checks.ts';
import { toEvidence, toFigures, toRunSummary } from '../runs/good-run.ts';
import { createFaultFinder, readSchemas } from './own-files.ts';
import { measureWidestLine } from './widest-line.ts';

const findFault = createFaultFinder(readSchemas('schemas'));
const STAGES = [...CHECKS, SOAK_STAGE];
const FACTS = { base: 'embedded', started_at: '2027-01-15T08:00:00.000Z', duration_ms: 4200 };
const BROKEN = toRunSummary({
  verdict: assess(toEvidence({ figures: toFigures({ http_4xx: 1, schema_violations: 2 }) })),
});

const toResult = (
  id: StageResult['id'],
  outcome: StageOutcome,
  suite = toSoakSuite(BROKEN),
): StageResult => ({
  id,
  outcome,
  because: 'so it was',
  duration_ms: 1200,
  suite,
});

test.each<[string, StageResult[]]>([
  ['all held', STAGES.map(({ id }) => toResult(id, 'pass'))],
  ['the first was broken', [toResult('smoke', 'fail')]],
  ['nothing could begin', [{ ...toResult('smoke', 'set_up'), suite: null }]],
])('%s', (_, results) => {
  const report = toReleaseReport(STAGES, FACTS, results);
  expect(findFault('release-gate.v1', report)).toBe('');
  expect(report.stages.map(({ id }) => id)).toEqual(STAGES.map(({ id }) => id));
});

const REPORT = toReleaseReport(STAGES, FACTS, [toResult('smoke', 'fail')]);

it.each(Object.keys(REPORT))('cannot do without %s', (key) => {
  expect(findFault('release-gate.v1', { ...REPORT, [key]: undefined })).not.toBe('');
});

it.each<[string, object]>([
  ['a key that nobody described', { ...REPORT, extra: 1 }],
  ['a version of another day', { ...REPORT, schema_version: 2 }],
  ['no check', { ...REPORT, stages: [] }],
  ['a check that is told by no id', { ...REPORT, stages: [{ ...REPORT.stages[0], id: 'Smoke' }] }],
])('is not content with %s', (_, report) => {
  expect(findFault('release-gate.v1', report)).not.toBe('');
});

test('the table has a line for each check, what is broken below it, and the verdict last', () => {
  const lines = toReleaseTerminal(REPORT).split('\n');
  expect(lines[0]).toMatch(/^ {2}✗ {2}smoke +1\.2 s +so it was$/);
  expect(lines.filter((line) => /^ {7}✗ {2}(http_4xx|schema_violation) /.test(line))).toHaveLength(2);
  expect(lines.filter((line) => /^ {2}· {2}(reco_gates|probe|soak) +– /.test(line))).toHaveLength(3);
  expect(lines.at(-1)).toBe('  release gate: FAIL  smoke: so it was, in 4.2 s');
});

test('of many that are broken only some are shown, and the rest is counted', () => {
  const cases = Array.from({ length: 20 }, (_, i) => ({
    group: 'EN',
    name: `check_${i}`,
    outcome: 'fail' as const,
    text: 'no',
  }));
  const result = toResult('smoke', 'fail', { ...toSoakSuite(BROKEN), cases });
  const lines = toReleaseTerminal(toReleaseReport(STAGES, FACTS, [result])).split('\n');
  expect(lines.filter((line) => line.includes('check_'))).toHaveLength(8);
  expect(lines).toContain('       and 12 more, see junit.xml');
});

test.each([60, 80, 120])('on a terminal of %d columns it is never written beyond them', (columns) => {
  expect(measureWidestLine(columns, (look) => toReleaseTerminal(REPORT, look))).toBeLessThanOrEqual(columns);
});
