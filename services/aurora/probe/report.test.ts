import { describe, expect, it, test } from 'vitest';
import { redactTexts } from '../../../lib/core/text/redact.ts';
import { FLAKE, toReportOf, toRun, toSample } from '../../../test/aurora/probe-samples.ts';
import {
  computeCounts,
  computeLatencies,
  countValues,
  OTHERS,
  toDistribution,
  toPercentages,
} from './figures.ts';
import { toMarkdown, toTerminal } from './pages.ts';
import { toAlertMessage } from './report.ts';
import type { Sample } from './samples.ts';

const reportOf = (samples: readonly Sample[]) => toReportOf(samples, { base: 'http://bff', embedded: false });

test('a report without secrets is the same once they are masked', () => {
  const broken = toSample({ broken: ['meta_missing', 'bucket_out_of_range'], detail: 'no meta in the body' });
  const report = reportOf(toRun(10, [broken, FLAKE]));
  expect(redactTexts(report)).toEqual(report);
});

test('percentiles are of the answered requests', () => {
  const samples = toRun(101).map((sample, n) => ({ ...sample, latencyMs: n }));
  const refused = toSample({ kind: 'no_answer', latencyMs: 9_999 });
  expect(computeLatencies([...samples, refused])).toEqual({
    answered: 101,
    p50: 50,
    p95: 95,
    p99: 99,
    max: 100,
  });
  expect(computeLatencies([refused])).toEqual({ answered: 0, p50: null, p95: null, p99: null, max: null });
});

describe('a distribution', () => {
  it('has the counts and their percents', () => {
    const counts = toDistribution(countValues(['a', 'b', 'a', null]));
    expect(counts).toEqual({ a: 2, b: 1 });
    expect(toPercentages(counts)).toEqual({ a: 66.67, b: 33.33 });
  });

  it('of a hostile service stays short, and takes no name for something else', () => {
    const values = Array.from({ length: 300 }, (_, n) => `variant-${n}`.repeat(50));
    const shown = toDistribution(countValues(['__proto__', ...values]));
    expect(Object.keys(shown).length).toBeLessThanOrEqual(21);
    expect(Math.max(...Object.keys(shown).map((key) => key.length))).toBeLessThanOrEqual(81);
    expect(Object.values(shown).reduce((sum, count) => sum + count, 0)).toBe(301);
    expect(shown[OTHERS]).toBeGreaterThan(200);
    expect(Object.hasOwn(toDistribution(countValues(['__proto__'])), '__proto__')).toBe(true);
  });
});

test('the report names what fired, and the first failure', () => {
  const report = reportOf(
    toRun(10, [toSample(), FLAKE, toSample({ broken: ['meta_missing'], detail: 'no meta' })]),
  );
  expect(report.triggered).toEqual(['meta_missing', 'infra_flake_single_run']);
  expect(report.first_failure?.sample).toBe(1);
  expect(report.checks[0]?.first_failure?.sample).toBe(2);
  expect(toAlertMessage(report)).toMatchObject({ severity: 'high', alerts: [{ id: 'meta_missing' }, {}] });
});

test('what a service says is no markup and no control code in the pages', () => {
  const evil = '| <script>alert(1)</script> `x` [a](http://b) \u001b[2J';
  const report = reportOf(
    toRun(10, [toSample({ variant: evil, broken: ['variant_mismatch'], detail: evil, excerpt: evil })]),
  );
  const page = toMarkdown(report);
  for (const markup of ['<script', '](http', '\u001b']) expect(page).not.toContain(markup);
  const rows = page.split('\n').filter((line) => line.startsWith('|') && line.includes('alert'));
  expect(rows.length).toBeGreaterThan(0);
  expect(toTerminal(report)).not.toContain('\u001b');
});

test('the page of a good run has every counter and no failure', () => {
  const page = toMarkdown(reportOf(toRun(10)));
  for (const name of Object.keys(computeCounts([]))) expect(page).toContain(name.replaceAll('_', '&#95;'));
  expect(page).toContain('**OK: no rule fired**, exit code 0');
  expect(page).toContain('None.');
});
