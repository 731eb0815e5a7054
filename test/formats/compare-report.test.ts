// What `npm run compare` prints and writes: the form of its JSON, and texts of others that must stay text.
import { describe, expect, it, test } from 'vitest';
import { compareRuns } from '../../lib/core/compare/compare.ts';
import type { Comparison } from '../../lib/core/compare/comparison-schema.ts';
import { toMarkdown } from '../../lib/core/compare/markdown.ts';
import { COMPARE, parseCompareRequest } from '../../lib/core/compare/options.ts';
import { toComparisonPage } from '../../lib/core/compare/page-data.ts';
import { toTerminal } from '../../lib/core/compare/terminal.ts';
import { listSeenFrom, showBand, showStep } from '../../lib/core/compare/wording.ts';
import { OptionError } from '../../lib/core/options/option-error.ts';
import type { Look } from '../../lib/core/text/columns.ts';
import { buildStillPage } from '../../lib/node/build/page.ts';
import { makeRun } from '../runs/compared-runs.ts';
import { planOf } from '../runs/good-run.ts';
import { createFaultFinder, readSchemas } from './own-files.ts';
import { measureWidestLine } from './widest-line.ts';

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
  const toPage = (earlier: typeof SLOW, later: typeof SLOW) =>
    toComparisonPage(compare(earlier, later), [earlier], later);
  it('leaves hostile text as text, loads nothing, and runs its own script alone', async () => {
    const page = await buildStillPage('compare', toPage(HEALTHY, HOSTILE_RUN));
    const [, data = ''] = /<script type="application\/json" id="run">(.*?)<\/script>/s.exec(page) ?? [];
    expect(JSON.parse(data)).toMatchObject({ comparison: { now: { name: HOSTILE } } });
    expect(page.match(/<script/g)).toHaveLength(2);
    expect(page).not.toMatch(/<img|<iframe|<object/);
    expect(page).toMatch(/default-src 'none'; script-src 'sha256-[^']+'; .*connect-src 'none'/);
  });
  it('has the calls of both along the run, and where its phases lie', () => {
    const { along } = toPage(HEALTHY, SLOW);
    expect(along?.totalSec).toBe(HEALTHY.plan.timing.totalSec);
    expect(along?.phases.map(({ phase }) => phase)).toContain('chaos');
    for (const side of [along?.earlier, along?.later]) {
      expect(side?.points.length).toBeGreaterThan(20);
      expect(Object.keys(side?.reach ?? {})).toEqual(['baseline', 'chaos', 'spike']);
    }
  });
  it('has none where there is nothing to draw', () => {
    expect(toPage(HEALTHY, OTHER).along).toBeNull();
  });
  it('overlays several earlier runs as their mean', () => {
    const many = [HEALTHY, makeRun({ seed: 6 })];
    const { along } = toComparisonPage(compareRuns(many, SLOW, TOLERANCE), many, SLOW);
    const alone = toPage(HEALTHY, SLOW).along;
    expect(along?.earlier.points.map((point) => point.journeysPerSec)).toEqual(
      alone?.earlier.points.map((point) => point.journeysPerSec),
    );
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

test('a gate has its values in its unit, and a fleet is told by its runners', () => {
  const runners = [1, 2, 3].map((runner) => ({
    runner,
    code: 0,
    why: '',
    journeys: 9,
    calls: 27,
    behind_s: null,
  }));
  const fleet = { ...SLOW, summary: { ...SLOW.summary, runners } };
  const comparison = compare(HEALTHY, fleet);
  const texts = [toTerminal(comparison, (_, line) => line), toMarkdown(comparison)];
  for (const text of texts) expect(text.match(/3 runners/g)).toHaveLength(1);
  expect(texts[1]).toMatch(/_?5xx\S+5m \| pass \| pass \| 0 % \| 0 % \| 0\.5 % \|/);
});

describe('the terminal', () => {
  it('is told the verdict first, in colours only where it paints', () => {
    const text = toTerminal(compare(HEALTHY, SLOW), (verdict, line) => `<${verdict}>${line}`);
    expect(text.trimStart()).toMatch(/^<worse> {2}compare: WORSE\n {2}· {2}p50 latency of the whole run: /);
    expect(text).toMatch(/<worse> {2}▼ {2}p50 latency +\d+/);
  });
  it.each([60, 80, 120])('of %d columns is never written beyond them', (columns) => {
    for (const [, comparison] of CASES) {
      const toText = (look: Look) => toTerminal(comparison, (_, line) => line, look);
      expect(measureWidestLine(columns, toText)).toBeLessThanOrEqual(columns);
    }
  });
});

describe('no more is claimed than was seen', () => {
  const same = compare(HEALTHY, makeRun({ seed: 4 }));
  const texts = {
    terminal: toTerminal(same, (_, line) => line),
    Markdown: toMarkdown(same).replaceAll('&#43;', '+'),
  };
  test.each(
    Object.entries(texts),
  )('%s: no difference seen, and from where one would have been', (_, text) => {
    expect(text).toMatch(/no difference seen/i);
    expect(text).not.toMatch(/\bsame\b/i);
    for (const { change } of listSeenFrom(same)) expect(text).toContain(change);
  });
  it('of each figure of the whole run that can be told, from what to what', () => {
    const seen = listSeenFrom(same);
    expect(seen.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['p50 latency', 'p95 latency', 'http_5xx', 'journeys started of those due']),
    );
    expect(seen[0]?.change).toMatch(/^\+\d+ ms$/);
    expect(seen[0]?.fromTo).toMatch(/^[\d.]+ ms → [\d.]+ ms$/);
    expect(seen.at(-1)).toMatchObject({ change: expect.stringMatching(/^−[\d.]+ percentage points$/) });
  });
  it('and better does not say that nothing is worse', () => {
    expect(compare(SLOW, HEALTHY).reasons).toContain('nothing was seen to be worse');
  });
});

test.each<[string, string, string]>([
  ['a step of a share', showStep('share', 0.0051), '+0.51 pp'],
  ['the same in a sentence', showStep('share', -0.02, 'long'), '−2 percentage points'],
  ['a step of a latency', showStep('ms', -12.34), '−12.3 ms'],
  ['a band of shares', showBand('share', { low: -0.01, middle: 0, high: 0.02 }), '−1 … +2 pp'],
  ['a band without an end', showBand('ms', { low: -5, middle: 0, high: Infinity }), '−5 … +∞ ms'],
  ['the same out of JSON', showBand('ms', JSON.parse('{"low":null,"middle":0,"high":9}')), '−∞ … +9 ms'],
])('%s', (_, shown, wanted) => expect(shown).toBe(wanted));

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
