// Rules of Prometheus as data, and as the text of a rule file.
import { stringify } from 'yaml';
import { type Clock, toPeriod } from './period.ts';

export const SEVERITIES = ['critical', 'warning', 'info'] as const;
/** `critical` pages, `warning` is looked at within the half hour, `info` decides nothing. */
export type Severity = (typeof SEVERITIES)[number];

/** A series that Prometheus computes and keeps. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** What a value of it says, in one sentence. */
  readonly meaning: string;
}

/** A condition that somebody is told of. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  /** How long it must hold before it fires, and how long it goes on firing afterwards, uncompressed. */
  readonly forSec: number;
  readonly keepFiringSec?: number;
  readonly severity: Severity;
  readonly labels?: Readonly<Record<string, string>>;
  /** When it fires, in one sentence. */
  readonly meaning: string;
  /** What whoever is told reads first, and does first. */
  readonly summary: string;
  readonly action: string;
}

export type Rule = RecordingRule | AlertRule;

/** Rules that are evaluated together, one after the other. */
export interface RuleGroup {
  readonly name: string;
  /** Uncompressed; that of the configuration where left out. */
  readonly intervalSec?: number;
  readonly rules: readonly Rule[];
}

export const isAlert = (rule: Rule): rule is AlertRule => 'alert' in rule;

/** Where whoever is told reads on: the section of the runbook that is headed by the alert's name. */
export const toRunbookUrl = (alert: string): string => `docs/on-call-runbook.md#${alert.toLowerCase()}`;

function toYamlRule(rule: Rule, clock: Clock, serviceId: string | undefined): object {
  if (!isAlert(rule)) {
    const { record, expr, labels } = rule;
    return { record, expr, ...(labels === undefined ? {} : { labels }) };
  }
  const { alert, expr, forSec, keepFiringSec, severity, labels, summary, action } = rule;
  return {
    alert,
    expr,
    ...(forSec === 0 ? {} : { for: toPeriod(forSec, clock) }),
    ...(keepFiringSec === undefined ? {} : { keep_firing_for: toPeriod(keepFiringSec, clock) }),
    labels: { severity, ...(serviceId === undefined ? {} : { service: serviceId }), ...labels },
    annotations: { summary, action, runbook_url: toRunbookUrl(alert) },
  };
}

/**
 * The text of a rule file.
 * @param head lines of comment above the groups
 * @param serviceId the label `service` of every alert; none where undefined
 */
export function toRuleFile(
  head: readonly string[],
  groups: readonly RuleGroup[],
  clock: Clock,
  serviceId: string | undefined,
): string {
  const yaml = {
    groups: groups.map(({ name, intervalSec, rules }) => ({
      name,
      ...(intervalSec === undefined ? {} : { interval: toPeriod(intervalSec, clock) }),
      rules: rules.map((rule) => toYamlRule(rule, clock, serviceId)),
    })),
  };
  return `${head.map((line) => `# ${line}\n`).join('')}${stringify(yaml, { lineWidth: 0 })}`;
}
