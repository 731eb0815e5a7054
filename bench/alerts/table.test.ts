import { readFileSync } from 'node:fs';
import { expect, it, test } from 'vitest';
import { repoPath } from '../../lib/node/files/paths.ts';
import { RULES_PAGE_PATH } from '../../monitoring/generate.ts';
import { toClock } from '../../monitoring/rules/period.ts';
import type { AlertRule } from '../../monitoring/rules/rule.ts';
import type { Measured } from './cause.ts';
import { listAlertRules, MEASURED } from './measure-alerts.ts';
import { listFaults, toAlertTable } from './table.ts';

const ruleOf = (alert: string, more: Partial<AlertRule> = {}): AlertRule => ({
  alert,
  expr: '1',
  forSec: 900,
  severity: 'warning',
  meaning: '',
  summary: '',
  action: '',
  ...more,
});
const RULES = [
  ruleOf('A'),
  ruleOf('B', { labels: { gate: 'x' }, forSec: 0 }),
  ruleOf('C', { severity: 'info' }),
];
const rowOf = (alertname: string, more: Partial<Measured> = {}): Measured => ({
  what: 'a fault',
  labels: { alertname },
  toldMs: 1_234,
  overMs: 5_678,
  ...more,
});
const ROWS = [rowOf('C'), rowOf('A'), rowOf('B', { labels: { alertname: 'B', gate: 'x', tenant: 't' } })];

test.each<[string, readonly Measured[], readonly RegExp[]]>([
  ['all were told', ROWS, []],
  [
    'one was not',
    [
      ...ROWS.slice(0, 2),
      rowOf('B', { labels: { alertname: 'B', gate: 'x' }, toldMs: undefined, overMs: undefined }),
    ],
    [/^B x was not told \(a fault\)$/],
  ],
  ['one was not told over', [rowOf('C', { overMs: undefined }), ...ROWS.slice(1)], [/^C was not told over/]],
  ['one has no cause', ROWS.slice(1), [/^C has no cause here/]],
  [
    'one is of another gate',
    [...ROWS.slice(0, 2), rowOf('B', { labels: { alertname: 'B', gate: 'y' } })],
    [/^B x has no cause/],
  ],
])('%s', (_, rows, faults) => {
  const found = listFaults(RULES, rows);
  expect(found).toHaveLength(faults.length);
  for (const [n, fault] of faults.entries()) expect(found[n]).toMatch(fault);
});

it('the table says of each rule its cause, its patience here and as shipped, and both times', () => {
  const lines = toAlertTable(RULES, ROWS, toClock(60)).split('\n').slice(2);
  expect(lines).toEqual([
    '| `A` |  | a fault | 15m | 15s | 1.2 s | 5.7 s |',
    '| `B` | `x` | a fault | – | – | 1.2 s | 5.7 s |',
    '| `C` |  | a fault | 15m | 15s | 1.2 s ¹ | 5.7 s |',
  ]);
  expect(toAlertTable(RULES, [], toClock(60))).toContain('**never**');
});

it('the page has a row for every rule that there is, and every one was told', async () => {
  const page = readFileSync(repoPath(RULES_PAGE_PATH), 'utf8');
  const table = page.slice(page.indexOf(MEASURED.begin), page.indexOf(MEASURED.end));
  const rows = table.split('\n').filter((line) => line.startsWith('| `'));
  const toStart = (line: string) => line.split('|').slice(1, 3).join('|').replaceAll('`', '').trim();
  const rules = (await listAlertRules()).map(({ alert, labels }) =>
    `${alert} | ${labels?.slo ?? labels?.gate ?? ''}`.trim(),
  );
  expect(rows.map(toStart)).toEqual(rules);
  expect(table).not.toContain('never');
});
