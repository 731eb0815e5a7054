// Service level objectives: the share of bad events over five windows, and the alerts on how fast the budget of 30 days burns.
import {
  BURNS,
  type Burn,
  type BurnId,
  toBurnBound,
  toErrorRatio,
  toOwn,
  toPeriodText,
} from '../../lib/core/monitoring/burns.ts';
import type { Monitored, Slo } from '../../lib/core/monitoring/monitored.ts';
import { toGuarded } from '../../lib/core/monitoring/promql.ts';
import { toAlertName, toPascal, toSloSeries } from './names.ts';
import { type Clock, MINUTE_SEC, toPeriod } from './period.ts';
import type { AlertRule, RecordingRule, Severity } from './rule.ts';

/** What each burn of the budget comes to for whoever is on call. */
export const BURN_ALERTS = {
  fast: {
    severity: 'critical',
    action: 'page: the budget of the month is gone within days; stop what is being rolled out',
  },
  slow: {
    severity: 'warning',
    action: 'ticket: the budget of the month will not last; see what has failed since the last release',
  },
} as const satisfies Readonly<Record<BurnId, { readonly severity: Severity; readonly action: string }>>;

const ABSENT_FOR_SEC = 15 * MINUTE_SEC;

/** The recorded share of bad events of every SLO over one window. */
export const listSloRules = (
  monitored: Monitored,
  windowSec: number,
  clock: Clock,
): readonly RecordingRule[] =>
  monitored.slos.map((slo) => ({
    record: toSloSeries(monitored, toPeriodText(windowSec)),
    expr: toErrorRatio(monitored, slo, toPeriod(windowSec, clock)),
    labels: { slo: slo.id },
    meaning: `${slo.title}: the share of bad events over ${toPeriodText(windowSec)}, 0 to 1; nothing without traffic.`,
  }));

function toBurnAlert(monitored: Monitored, slo: Slo, id: BurnId, clock: Clock): AlertRule {
  const { severity, action } = BURN_ALERTS[id];
  const any: readonly Burn[] = BURNS[id];
  const series = (sec: number) => `${toSloSeries(monitored, toPeriodText(sec))}{slo="${slo.id}"}`;
  const both = any.map(({ factor, longSec, shortSec }) => {
    const bound = toBurnBound(factor, slo);
    return `${series(longSec)} > ${bound} and ${series(shortSec)} > ${bound}`;
  });
  const words = any.map(
    ({ factor, longSec, shortSec }) =>
      `${factor} times over ${toPeriodText(longSec)} and ${toPeriodText(shortSec)}`,
  );
  // The shortest window of the alert: where it has no traffic, what the longer ones hold is over.
  const window = toPeriod(Math.min(...any.map(({ shortSec }) => shortSec)), clock);
  return {
    alert: toAlertName(monitored, `${toPascal(slo.id)}Burn${toPascal(id)}`),
    expr: toGuarded(both.join(' or '), toOwn(monitored, slo.all), window),
    forSec: 0,
    severity,
    labels: { slo: slo.id },
    meaning: `${slo.title} burns its budget ${words.join(', or ')} as fast as 30 days allow.`,
    summary: `${slo.title}: {{ $value | humanizePercentage }} of events are bad. ${slo.why}`,
    action,
  };
}

/**
 * Silent on a service that was never called, if it shows its counters at 0 from its start on. Of one that does not, that cannot be told
 * from one that has lost its counters: then it fires.
 */
function toAbsentAlert(monitored: Monitored, slo: Slo): AlertRule {
  return {
    alert: toAlertName(monitored, `${toPascal(slo.id)}Absent`),
    expr: `absent(${toOwn(monitored, slo.all)})`,
    forSec: ABSENT_FOR_SEC,
    severity: 'warning',
    labels: { slo: slo.id },
    meaning: `${slo.title} cannot be told: for 15 min there is no series that counts its events.`,
    summary: `${slo.title} cannot be told: its series are not there`,
    action:
      'see whether the service is scraped; where its counters begin with its first call, whether it was called since it started',
  };
}

/** The alerts of every SLO: its budget burns fast, burns slowly, or cannot be told. */
export const listSloAlerts = (monitored: Monitored, clock: Clock): readonly AlertRule[] =>
  monitored.slos.flatMap((slo) => [
    toBurnAlert(monitored, slo, 'fast', clock),
    toBurnAlert(monitored, slo, 'slow', clock),
    toAbsentAlert(monitored, slo),
  ]);
