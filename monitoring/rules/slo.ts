// Service level objectives: the share of bad events over five windows, and the alerts on how fast the budget of 30 days burns.
import type { Monitored, Slo } from '../../lib/core/monitoring/monitored.ts';
import { toGuarded, toShare } from '../../lib/core/monitoring/promql.ts';
import { toAlertName, toPascal, toSloSeries } from './names.ts';
import { type Clock, DAY_SEC, HOUR_SEC, MINUTE_SEC, toPeriod, toPeriodText } from './period.ts';
import type { AlertRule, RecordingRule, Severity } from './rule.ts';
import { toOwn } from './shares.ts';

/** A pace, and the two windows that both must show it: the long one that it matters, the short one that it is still so. */
interface Burn {
  readonly factor: number;
  readonly longSec: number;
  readonly shortSec: number;
}

/**
 * Google, The Site Reliability Workbook, chapter 5 "Alerting on SLOs", table 5-8: 14.4 spends 2 % of the budget of 30 days within
 * an hour, 6 spends 5 % within six hours, 1 spends 10 % within three days. The first two page, the last one is a ticket.
 */
export const BURNS = {
  Fast: {
    severity: 'critical',
    any: [
      { factor: 14.4, longSec: HOUR_SEC, shortSec: 5 * MINUTE_SEC },
      { factor: 6, longSec: 6 * HOUR_SEC, shortSec: 30 * MINUTE_SEC },
    ],
    action: 'page: the budget of the month is gone within days; stop what is being rolled out',
  },
  Slow: {
    severity: 'warning',
    any: [{ factor: 1, longSec: 3 * DAY_SEC, shortSec: 6 * HOUR_SEC }],
    action: 'ticket: the budget of the month will not last; see what has failed since the last release',
  },
} as const satisfies Readonly<
  Record<string, { readonly severity: Severity; readonly any: readonly Burn[]; readonly action: string }>
>;
type BurnId = keyof typeof BURNS;

const ABSENT_FOR_SEC = 15 * MINUTE_SEC;

/** Every window that a burn reads, the shortest first. */
export const SLO_WINDOWS_SEC: readonly number[] = [
  ...new Set(Object.values(BURNS).flatMap(({ any }) => any.flatMap((one) => [one.longSec, one.shortSec]))),
].sort((a, b) => a - b);

function toErrorRatio(monitored: Monitored, { bad, good, all }: Slo, window: string): string {
  const whole = toOwn(monitored, all);
  if (bad !== undefined) return toShare(toOwn(monitored, bad), whole, window);
  if (good === undefined) throw new RangeError('an SLO counts its bad events or its good ones');
  // The two counters are read at one moment and raised at two: a little below 0 is chance.
  return `clamp_min(1 - ${toShare(toOwn(monitored, good), whole, window)}, 0)`;
}

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

/** The share of bad events from which on the budget burns so fast, without the noise of binary fractions. */
const toBurnBound = (factor: number, { objectiveRatio }: Slo) =>
  Number((factor * (1 - objectiveRatio)).toPrecision(6));

function toBurnAlert(monitored: Monitored, slo: Slo, id: BurnId, clock: Clock): AlertRule {
  const { severity, any, action } = BURNS[id];
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
    alert: toAlertName(monitored, `${toPascal(slo.id)}Burn${id}`),
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
    toBurnAlert(monitored, slo, 'Fast', clock),
    toBurnAlert(monitored, slo, 'Slow', clock),
    toAbsentAlert(monitored, slo),
  ]);
