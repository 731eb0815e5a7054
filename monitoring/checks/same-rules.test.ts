import { describe, expect, it, test } from 'vitest';
import { stringify } from 'yaml';
import type { LoadedGroup } from '../servers/prometheus.ts';
import { listDifferences, parsePeriodSec, parseRuleFiles } from './same-rules.ts';

test.each([
  ['', 0],
  ['15m', 900],
  ['1h30m', 5_400],
  ['500ms', 0.5],
  ['1d', 86_400],
])('the period %j is %d s', (text, sec) => {
  expect(parsePeriodSec(text)).toBe(sec);
});

const RULE = {
  alert: 'Down',
  expr: 'sum(up) by (job) == 0',
  for: '1m',
  labels: { severity: 'critical' },
  annotations: { summary: 'x' },
};
const write = (...rules: readonly object[]) => ({ 'a.yml': stringify({ groups: [{ name: 'a', rules }] }) });
const loadedRule = {
  name: 'Down',
  query: 'sum by (job) (up) == 0',
  health: 'ok',
  type: 'alerting' as const,
  duration: 60,
  labels: { severity: 'critical' },
  annotations: { summary: 'x' },
};
const load = (rules: LoadedGroup['rules'], name = 'a', file = '/etc/rules/a.yml'): LoadedGroup => ({
  ...{ name, file, rules, interval: 15, evaluationTime: 0, lastEvaluation: '' },
});
/** As Prometheus would: the two ways to write a sum are one. */
const toCanonical = async (expr: string) => expr.replace('sum(up) by (job)', 'sum by (job) (up)');

describe('rules that are loaded', () => {
  test.each<[string, readonly object[], readonly LoadedGroup[], readonly string[]]>([
    ['the same, written another way', [RULE], [load([loadedRule])], []],
    [
      'another expression',
      [{ ...RULE, expr: 'up == 0' }],
      [load([loadedRule])],
      ['Down has another expression'],
    ],
    [
      'another period',
      [{ ...RULE, for: '2m' }],
      [load([loadedRule])],
      ['Down has another "for" (60 s, written 120 s)'],
    ],
    [
      'another label',
      [{ ...RULE, labels: { severity: 'info' } }],
      [load([loadedRule])],
      ['Down has another set of labels'],
    ],
    [
      'another annotation',
      [{ ...RULE, annotations: {} }],
      [load([loadedRule])],
      ['Down has another annotation'],
    ],
    ['one fewer', [RULE, RULE], [load([loadedRule])], ['group a has 1 rules loaded, and 2 written']],
    ['not there', [RULE], [], ['group a is not loaded']],
    [
      'a group that is no longer written',
      [RULE],
      [load([loadedRule]), load([], 'old')],
      ['group old is loaded, and in no file'],
    ],
    ["somebody else's group", [RULE], [load([loadedRule]), load([], 'theirs', '/etc/rules/theirs.yml')], []],
  ])('%s', async (_, rules, loaded, wanted) => {
    expect(await listDifferences(parseRuleFiles(write(...rules)), loaded, toCanonical)).toEqual(wanted);
  });

  it('a file that is no YAML is told', () => {
    expect(() => parseRuleFiles({ 'a.yml': 'groups: [' })).toThrow();
  });
});
