// The tables of rules of a service, for docs/monitoring-rules.md.
import type { Rules } from './rules/list-rules.ts';
import { type Clock, toPeriod } from './rules/period.ts';
import { type AlertRule, isAlert, type RecordingRule, type RuleGroup } from './rules/rule.ts';

/** The lines of a page between which a table lies. */
export interface Place {
  readonly begin: string;
  readonly end: string;
}

/** Of the tables of all rules. */
const RULES: Place = { begin: '<!-- generated: rules -->', end: '<!-- end of generated -->' };

const toCell = (text: string) => text.replaceAll('|', '\\|');
const toRow = (cells: readonly string[]) => `| ${cells.map(toCell).join(' | ')} |`;
const toTable = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [toRow(head), `|${'---|'.repeat(head.length)}`, ...rows.map(toRow)].join('\n');

const toLabels = (labels: Readonly<Record<string, string>> = {}, ids: readonly string[]) =>
  ids.flatMap((id) => (labels[id] === undefined ? [] : [`\`${labels[id]}\``])).join(' ');

const toRecordingRow = ({ record, labels, meaning }: RecordingRule) => [
  `\`${record}\``,
  toLabels(labels, ['slo', 'counter']),
  meaning,
];

const toAlertRow = (rule: AlertRule, clock: Clock) => [
  `\`${rule.alert}\``,
  toLabels(rule.labels, ['slo', 'gate']),
  rule.severity,
  rule.forSec === 0 ? '–' : toPeriod(rule.forSec, clock),
  rule.meaning,
];

/** Every rule, by its meaning: two tables in Markdown. */
export function toRuleTables(
  rules: Rules,
  rollout: Rules,
  others: readonly RuleGroup[],
  clock: Clock,
): string {
  const recorded = [...rules.recording, ...rollout.recording].flatMap(({ rules }) =>
    rules.flatMap((rule) => (isAlert(rule) ? [] : [rule])),
  );
  const alerting = [...rules.alerts, ...rollout.alerts, ...others].flatMap(({ rules }) =>
    rules.filter(isAlert),
  );
  return [
    '### Recorded series',
    toTable(['series', 'of', 'a value says'], recorded.map(toRecordingRow)),
    '### Alerts',
    toTable(
      ['alert', 'of', 'severity', 'for', 'fires when'],
      alerting.map((rule) => toAlertRow(rule, clock)),
    ),
  ].join('\n\n');
}

/**
 * A page with other tables where it has these.
 * @throws RangeError where the page has no such place
 */
export function replaceTables(page: string, tables: string, { begin, end }: Place = RULES): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new RangeError(`the page has no place between ${begin} and ${end}`);
  return `${page.slice(0, from)}${begin}\n${tables}\n${page.slice(to)}`;
}
