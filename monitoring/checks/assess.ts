// What Prometheus and Alertmanager say of themselves, judged.
import type { SentAlert } from '../../lib/node/prometheus/alertmanager.ts';
import type { Alert, LoadedGroup, ScrapedTarget } from '../servers/prometheus.ts';
import { type Finding, fail, pass, toNamed, unknown } from './step.ts';

/** A group that was not evaluated so long is late. */
const LATE_AFTER_INTERVALS = 2;

/**
 * Whether every target answers, and the service is among them.
 * @param job the scrape job of the service; undefined where it has none
 */
export function assessTargets(targets: readonly ScrapedTarget[], job: string | undefined): Finding {
  const down = targets.filter(({ health }) => health === 'down');
  if (down.length > 0) {
    const named = toNamed(
      down.map(({ scrapePool, scrapeUrl, lastError }) => `${scrapePool} at ${scrapeUrl} (${lastError})`),
    );
    return fail(`down: ${named}; start what is down, or take it out of the scrape configuration`);
  }
  if (job !== undefined && !targets.some(({ scrapePool }) => scrapePool === job))
    return fail(`nothing is scraped as job ${job}; add the service's /metrics to the scrape configuration`);
  const unasked = targets.filter(({ health }) => health === 'unknown');
  if (unasked.length > 0)
    return unknown(
      `not scraped yet: ${toNamed(unasked.map(({ scrapePool }) => scrapePool))}; ask again in a minute`,
    );
  return pass(`${targets.length} up`);
}

/**
 * Whether every rule could be evaluated. One whose group is not due yet is not waited for: groups of long windows come round seldom.
 * @param upSec how long Prometheus has had its configuration
 */
export function assessRuleHealth(groups: readonly LoadedGroup[], upSec: number): Finding {
  const rules = groups.flatMap((group) => group.rules);
  const failing = rules.filter(({ health }) => health === 'err');
  if (failing.length > 0) {
    const named = toNamed(
      failing.map(({ name, lastError }) => `${name} (${lastError ?? 'no reason given'})`),
    );
    return fail(`failing: ${named}; correct the expression, then reload`);
  }
  if (rules.length === 0)
    return fail('no rule is loaded; name the generated files in rule_files, then reload');
  const waiting = groups.filter((group) => group.rules.some(({ health }) => health !== 'ok'));
  const late = waiting.filter(({ interval }) => upSec > interval * LATE_AFTER_INTERVALS);
  const evaluated = rules.filter(({ health }) => health === 'ok').length;
  if (late.length > 0 || evaluated === 0)
    return unknown(
      `not evaluated yet: ${toNamed((late.length > 0 ? late : waiting).map(({ name }) => name))}; ask again in a minute`,
    );
  return pass(
    `${evaluated} evaluated${waiting.length === 0 ? '' : `, ${rules.length - evaluated} not due yet`}`,
  );
}

const toHostPort = (url: string) => {
  const { host, port, protocol } = new URL(url);
  return { host, port: port || (protocol === 'https:' ? '443' : '80') };
};

/**
 * Whether Prometheus sends its alerts to this Alertmanager.
 * @param known the addresses that it sends to
 * @param url where we ask
 */
export function assessKnown(known: readonly string[], url: string): Finding {
  if (known.length === 0)
    return fail('Prometheus knows no Alertmanager; name it under alerting in its configuration, then reload');
  const own = toHostPort(url);
  const others = known.map(toHostPort);
  // Between containers it has another name; the port is the same.
  if (others.some(({ host, port }) => host === own.host || port === own.port))
    return pass('ready, and Prometheus sends to it');
  return unknown(
    `Prometheus sends to ${toNamed(others.map(({ host }) => host))}, and ${own.host} is asked; give the one that it sends to as ALERTMANAGER_URL`,
  );
}

/** Alerts that call for nobody. */
const isInfo = ({ labels }: Alert) => labels.severity === 'info';

const carries = (labels: Readonly<Record<string, string>>, all: Readonly<Record<string, string>>) =>
  Object.entries(all).every(([name, value]) => labels[name] === value);

/** The alerts that fire, and whether Alertmanager holds each back. It adds labels of its own (`external_labels`) to those of the alert. */
export function listFiring(
  alerts: readonly Alert[],
  sent: readonly SentAlert[],
): readonly { readonly alert: Alert; readonly isHeldBack: boolean }[] {
  return alerts
    .filter(({ state }) => state === 'firing')
    .map((alert) => ({
      alert,
      isHeldBack: sent.some((one) => one.isHeldBack && carries(one.labels, alert.labels)),
    }));
}

/** Whether an alert fires that nobody has silenced; those of severity `info` do not count. */
export function assessAlerts(alerts: readonly Alert[], sent: readonly SentAlert[]): Finding {
  const firing = listFiring(alerts, sent).filter(({ alert }) => !isInfo(alert));
  const loud = firing.filter(({ isHeldBack }) => !isHeldBack);
  if (loud.length > 0) {
    const named = toNamed([
      ...new Set(loud.map(({ alert }) => alert.labels.alertname ?? 'one without a name')),
    ]);
    return fail(`firing: ${named}; its section of docs/on-call-runbook.md says what to do`);
  }
  return pass(firing.length === 0 ? 'none fires' : `${firing.length} firing, all silenced`);
}
