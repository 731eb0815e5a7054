// The table of all alerts and how long each took, and what is missing in it.
import { type Clock, toPeriod } from '../../monitoring/rules/period.ts';
import type { AlertRule } from '../../monitoring/rules/rule.ts';
import type { Measured } from './cause.ts';
import type { Labels } from './told.ts';

/** The labels that tell alerts of one name apart. */
const APART = ['slo', 'gate'] as const;

const toKey = (alert: string, labels: Labels = {}): string =>
  [alert, ...APART.flatMap((name) => labels[name] ?? [])].join(' ');

const findRow = (rows: readonly Measured[], { alert, labels }: AlertRule): Measured | undefined =>
  rows.find((row) => toKey(row.labels.alertname ?? '', row.labels) === toKey(alert, labels));

/** What makes the measurement a failure, a sentence for each alert: it had no cause, was not told, or was not told over. */
export function listFaults(rules: readonly AlertRule[], rows: readonly Measured[]): readonly string[] {
  return rules.flatMap((rule) => {
    const row = findRow(rows, rule);
    const name = toKey(rule.alert, rule.labels);
    if (row === undefined) return [`${name} has no cause here; give it one in bench/alerts`];
    if (row.toldMs === undefined) return [`${name} was not told (${row.what})`];
    return row.overMs === undefined ? [`${name} was not told over (${row.what})`] : [];
  });
}

const toSec = (ms: number | undefined) => (ms === undefined ? '**never**' : `${(ms / 1_000).toFixed(1)} s`);
const toFor = (sec: number, clock: Clock) => (sec === 0 ? '–' : toPeriod(sec, clock));

/** A table in Markdown, a row for each rule in their order. */
export function toAlertTable(rules: readonly AlertRule[], rows: readonly Measured[], clock: Clock): string {
  const lines = rules.map((rule) => {
    const { what = '–', toldMs, overMs } = findRow(rows, rule) ?? {};
    const of = APART.flatMap((name) => rule.labels?.[name] ?? []).map((id) => `\`${id}\``);
    const told = rule.severity === 'info' ? `${toSec(toldMs)} ¹` : toSec(toldMs);
    const periods = [toFor(rule.forSec, { timeScale: 1 }), toFor(rule.forSec, clock)];
    return `| ${[`\`${rule.alert}\``, of.join(' '), what, ...periods, told, toSec(overMs)].join(' | ')} |`;
  });
  return [
    `| alert | of | cause | \`for\` | here | told after | told over after |`,
    '|---|---|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}
