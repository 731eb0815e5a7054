// What `npm run compare` prints and writes: the form of its JSON, and texts of others that must stay text.
import { describe, expect, it, test } from 'vitest';
import { compareRuns } from '../lib/core/compare/compare.ts';
import type { Comparison } from '../lib/core/compare/comparison-schema.ts';
import { toMarkdown } from '../lib/core/compare/markdown.ts';
import { COMPARE, parseCompareRequest } from '../lib/core/compare/options.ts';
import { toPage } from '../lib/core/compare/page.ts';
import { toTerminal } from '../lib/core/compare/terminal.ts';
import { OptionError } from '../lib/core/options/option-error.ts';
import { makeRun } from './compared-runs.ts';
import { createFaultFinder, readSchemas } from './own-files.ts';
import { planOf } from './runs.ts';

const findFault = createFaultFinder(readSchemas('schemas'));
const TOLERANCE = { ms: 100, ratio: 0.1 };
const HEALTHY = makeRun({ seed: 1 });
const SLOW = makeRun({ seed: 2, slowerMs: 300 });
const OTHER = makeRun({ seed: 3, plan: planOf({ CN_PERCENT: '10' }) });
const compare = (earlier: typeof SLOW, later: typeof SLOW) => compareRuns([earlier], later, TOLERANCE);
const CASES: readonly [string, Comparison][] = [
  ['same', compare(HEALTHY, makeRun({ seed: 4 }))],
  ['worse', compare(HEALTHY, SLOW)],
  ['better', compare(SLOW, HEALTHY)],
  ['not_comparable', compare(HEALTHY, OTHER)],
];

describe.each(CASES)('the JSON of a comparison: %s', (verdict, comparison) => {
  it('has the form that is agreed', () => {
    expect(comparison.verdict).toBe(verdict);
    expect(findFault('comparison.v2', comparison)).toBe('');
  });
  it('needs each of its keys, and has no other', () => {
    for (const key of Object.keys(comparison))
      expect(findFault('comparison.v2', { ...comparison, [key]: undefined }), key).not.toBe('');
    expect(findFault('comparison.v2', { ...comparison, more: 1 })).not.toBe('');
  });
});

const HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>|`x`';
const HOSTILE_RUN = makeRun({
  seed: 5,
  slowerMs: 300,
  plan: { ...HEALTHY.plan, defects: HOSTILE },
  run: { name: HOSTILE },
});
const hostile = compare(HEALTHY, HOSTILE_RUN);

describe('the page', () => {
  const page = toPage(hostile, [HEALTHY], HOSTILE_RUN);
  it('leaves hostile text as text', () => {
    expect(page).toContain('&lt;script&gt;alert(1)');
    expect(page).not.toMatch(/<script|<img|<iframe|onerror=[^&]*"/);
  });
  it('loads nothing and runs nothing', () => {
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/<(link|script|img|object|iframe)|https?:\/\//);
  });
  it('has its charts, each with a name', () => {
    const charts = page.match(/<svg [^>]*>/g) ?? [];
    expect(charts).toHaveLength(2 + 3 + 3);
    expect(charts.filter((chart) => !/role="img" aria-label="[^"]+"/.test(chart))).toEqual([]);
    expect(page).not.toMatch(/NaN|undefined/);
  });
  it('has none where there is nothing to draw', () => {
    const none = toPage(compare(HEALTHY, OTHER), [HEALTHY], OTHER);
    expect(none).toContain('not comparable');
    expect(none).not.toContain('<svg');
  });
  it('overlays several earlier runs as their mean', () => {
    const many = [HEALTHY, makeRun({ seed: 6 })];
    expect(toPage(compareRuns(many, SLOW, TOLERANCE), many, SLOW)).not.toMatch(/NaN|undefined/);
  });
});

test('Markdown leaves hostile text as text, and every table whole', () => {
  const text = toMarkdown(hostile);
  expect(text).not.toMatch(/<script|<img/);
  for (const table of text.split('\n\n').filter((block) => block.startsWith('|')))
    expect(
      new Set(
        table
          .trimEnd()
          .split('\n')
          .map((row) => row.split(' | ').length),
      ).size,
    ).toBe(1);
});

test('the terminal is told why first, in colours only where it paints', () => {
  const text = toTerminal(compare(HEALTHY, SLOW), (verdict, line) => `<${verdict}>${line}`);
  expect(text).toContain('<worse>compare: WORSE');
  expect(text).toMatch(/<worse>▼ {2}p50 latency of the whole run/);
});

describe('what is asked for', () => {
  test.each<[string, string[], string[], string[], string]>([
    ['two runs', ['a', 'b'], [], ['a'], 'b'],
    ['one run against several', ['c'], ['a', 'b'], ['a', 'b'], 'c'],
  ])('%s', (_, runs, baseline, base, now) => {
    expect(parseCompareRequest({ COMPARE_BASELINE: baseline.join(',') }, runs)).toMatchObject({
      base,
      now,
      tolerance: TOLERANCE,
    });
  });
  test.each<[string, string[], string[], Record<string, string>, RegExp]>([
    ['one run', ['a'], [], {}, /name two runs/],
    ['three runs', ['a', 'b', 'c'], [], {}, /name two runs/],
    ['two runs beside a baseline', ['a', 'b'], ['c'], {}, /name two runs/],
    ['a tolerance that is none', ['a', 'b'], [], { TOLERANCE_MS: 'x' }, /TOLERANCE_MS=x: give a number/],
    ['a share below 0', ['a', 'b'], [], { TOLERANCE_PERCENT: '-1' }, /TOLERANCE_PERCENT=-1/],
  ])('not: %s', (_, runs, baseline, values, message) => {
    const parse = () => parseCompareRequest({ ...values, COMPARE_BASELINE: baseline.join(',') }, runs);
    expect(parse).toThrow(OptionError);
    expect(parse).toThrow(message);
  });
  it('has an option for each file', () => {
    expect(COMPARE.options.map(({ env }) => env)).toEqual(
      expect.arrayContaining(['COMPARE_JSON', 'COMPARE_MARKDOWN', 'COMPARE_HTML']),
    );
  });
});
