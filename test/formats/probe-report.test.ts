// The schema of the probe's report, held against what the code writes: a key that only one of the two knows fails here.
import { expect, it, test } from 'vitest';
import { ROLLOUT_BREAKS } from '../../services/aurora/answer/rollout.ts';
import { toTerminal } from '../../services/aurora/probe/pages.ts';
import { ALERT_RULES } from '../../services/aurora/probe/rules.ts';
import { SAMPLE_KINDS, type Sample } from '../../services/aurora/probe/samples.ts';
import { FLAKE, NO_ANSWER, PAGE, toReportOf, toRun, toSample } from '../aurora/probe-samples.ts';
import { createFaultFinder, readSchemas } from './own-files.ts';
import { measureWidestLine } from './widest-line.ts';

const schemas = readSchemas('schemas');
const findFault = createFaultFinder(schemas);

const toReport = (samples: readonly Sample[]) =>
  toReportOf(samples, {
    lang: 'CN',
    webhook: { outcome: 'failed', attempts: 3, status: 500, problem: 'it answered 500' },
  });
const every = toSample({ broken: [...ROLLOUT_BREAKS], detail: 'all' });

test.each([
  ['good', toRun(10)],
  ['bad', toRun(10, [every, FLAKE, NO_ANSWER, PAGE])],
  ['empty', []],
])('the report of a %s run', (_, samples) => {
  expect(findFault('rollout-probe.v2', toReport(samples))).toBe('');
});

const REPORT = toReport(toRun(10, [every]));

it.each(Object.keys(REPORT))('cannot do without %s', (key) => {
  expect(findFault('rollout-probe.v2', { ...REPORT, [key]: undefined })).not.toBe('');
});

it.each<[string, object]>([
  ['a key that nobody described', { ...REPORT, extra: 1 }],
  ['a counter that nobody described', { ...REPORT, summary: { ...REPORT.summary, extra: 1 } }],
  ['an older version', { ...REPORT, schema_version: 1 }],
  ['a newer version', { ...REPORT, schema_version: 3 }],
  ['an outcome that is none', { ...REPORT, outcome: 'fine' }],
  ['a share above 100 %', { ...REPORT, header_variant_pct: { a: 101 } }],
])('refuses %s', (_, report) => {
  expect(findFault('rollout-probe.v2', report)).not.toBe('');
});

test('the schema knows every rule, every kind of sample and every break', () => {
  const text = JSON.stringify(schemas['rollout-probe.v2']);
  const ids = [...ALERT_RULES.map(({ id }) => id), ...SAMPLE_KINDS, ...ROLLOUT_BREAKS];
  expect(ids.filter((id) => !text.includes(`"${id}"`))).toEqual([]);
});

test.each([60, 80, 120])('on a terminal of %d columns it is never written beyond them', (columns) => {
  const report = toReport(toRun(10, [every, FLAKE, NO_ANSWER, PAGE]));
  expect(measureWidestLine(columns, (look) => toTerminal(report, look))).toBeLessThanOrEqual(columns);
});
