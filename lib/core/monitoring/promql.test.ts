import { expect, test } from 'vitest';
import { toGuarded, toOneOf, toQuoted, toSelector, toShare } from './promql.ts';

test.each([
  ['a_total', [], 'a_total'],
  ['a_total', ['job="x"'], 'a_total{job="x"}'],
  ['a_total{b="c"}', ['job="x"'], 'a_total{job="x",b="c"}'],
  ['a_total{}', ['job="x"'], 'a_total{job="x"}'],
  ['a_total{b="}{"}', ['job="x"'], 'a_total{job="x",b="}{"}'],
])('%s that demands %j is %s', (selector, matchers, text) =>
  expect(toSelector(selector, matchers)).toBe(text));

test.each([
  ['plain', '"plain"'],
  ['say "x"', '"say \\"x\\""'],
  ['a\\b\nc', '"a\\\\b\\nc"'],
])('%j is quoted', (text, quoted) => expect(toQuoted(text)).toBe(quoted));

test.each([
  [['a', 'b'], '"a|b"'],
  // A pattern in a name would take in who is not named.
  [['vip.*'], '"vip\\\\.\\\\*"'],
  [['a|b', 'c(d)'], '"a\\\\|b|c\\\\(d\\\\)"'],
])('%j are these and no other', (texts, pattern) => expect(toOneOf(texts)).toBe(pattern));

test('a share is 0 where nothing of it was counted, and nothing where nothing was counted at all', () =>
  expect(toShare('part', 'whole', '5m', ['tenant'])).toBe(
    '(sum by (tenant) (rate(part[5m])) or 0 * sum by (tenant) (rate(whole[5m]))) / (sum by (tenant) (rate(whole[5m])) > 0)',
  ));

test.each([
  [[], '(x > 1) and on () sum (rate(whole[5m])) > 0'],
  [['tenant'], '(x > 1) and on (tenant) sum by (tenant) (rate(whole[5m])) > 0'],
])('a guard has the labels of what it guards: %j', (by, text) =>
  expect(toGuarded('x > 1', 'whole', '5m', by)).toBe(text));
