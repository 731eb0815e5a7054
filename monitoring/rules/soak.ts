// The rules about a run: what the counters of its k6 have come to, and an alert for each of its gates.

import { type Gate, toLimit } from '../../lib/core/gates/gates.ts';
import { toPeriodText } from '../../lib/core/monitoring/burns.ts';
import { toOneOf, toQuoted } from '../../lib/core/monitoring/promql.ts';
import { RUN_ON, type RunSeries, toK6Counter } from '../../lib/core/monitoring/series.ts';
import type { Plan } from '../../lib/core/plan/plan.ts';
import { toAmong } from '../../lib/core/service/define-service.ts';
import type { Id, Service } from '../../lib/core/service/service.ts';
import { listGates } from '../../thresholds/gates.ts';
import { toMetricName } from '../../thresholds/to-k6.ts';
import { toPascal } from './names.ts';
import { type Clock, DAY_SEC, MINUTE_SEC, toPeriod } from './period.ts';
import type { AlertRule, RecordingRule, Severity } from './rule.ts';

/** What a counter of a run has come to, by run and by `counter`. */
export const RUN_COUNTER = 'aurora_gate:counter:total';

/** The longest run. */
const RUN_SEC = DAY_SEC;
/**
 * A run that is stopped by a gate is over before its last figures are evaluated: for so long it counts as on. Not compressed, since
 * figures are pushed every five seconds by whatever clock.
 */
const GRACE = '1m';
/** So long an alert stays that its run did not outlive: else it were resolved before anybody is told. */
const KEEP_SEC = 5 * MINUTE_SEC;
/** So long the first break of a promise is seen; with a faster clock not less than the grace, for the same reason. */
const PROMISE_SEC = 15 * MINUTE_SEC;
const DEGRADED_SEC = 5 * MINUTE_SEC;
/** A window with fewer answers is read as if the missing ones were whole, as the gates have it: else one answer of ten would tell. */
const DEGRADED_ANSWERS = 200;
/** A share of the whole run is told by its first event of few: it must stay so. */
const WHOLE_RUN_FOR_SEC = MINUTE_SEC;

const PER_RUN = 'service, run';

/** The rules about the runs of one service. */
export interface SoakRules {
  readonly counters: readonly RecordingRule[];
  readonly alerts: readonly AlertRule[];
}

/** Selects a series of the runs of this service. */
const toRunSeries = (name: RunSeries, service: Service, matcher = '') =>
  `${name}{service=${toQuoted(service.id)}${matcher === '' ? '' : `,${matcher}`}}`;

/** 1 for every run that is on, or was within the grace. */
const toRunRule = (service: Service): RecordingRule => ({
  record: RUN_ON,
  expr: `max by (${PER_RUN}) (max_over_time(${toRunSeries('aurora_gate_run', service)}[${GRACE}])) == 1`,
  labels: { service: service.id },
  meaning: `1 for a run that is on, or was within ${GRACE}.`,
});
const toIsOn = (service: Service) => `${RUN_ON}{service=${toQuoted(service.id)}}`;

/** k6's own counters of which a counter of ours is the sum. */
function listK6Counters(counter: Id): readonly string[] {
  const parts = counter === 'journeys_due' ? ['journeys', 'journeys_dropped'] : [counter];
  return parts.map((part) => toK6Counter(toMetricName(part)));
}

/** Selects k6's series of a counter: one for each set of tags. */
function toK6Series(counter: Id, service: Service): string {
  const names = listK6Counters(counter);
  const own = `service=${toQuoted(service.id)}`;
  const [only = ''] = names;
  return names.length === 1 ? `${only}{${own}}` : `{__name__=~${toOneOf(names)},${own}}`;
}

/**
 * k6 pushes a series only when it has changed, and a set of tags appears with its first event. So neither an instant selector nor
 * a rate sees all: the last value of each, however old, is added up, and a run without any has 0.
 */
function toCounterRule(service: Service, counter: Id): RecordingRule {
  const seen = `sum by (${PER_RUN}) (last_over_time(${toK6Series(counter, service)}[${toPeriod(RUN_SEC, { timeScale: 1 })}]))`;
  const isOn = toIsOn(service);
  return {
    record: RUN_COUNTER,
    expr: `(${seen} and on (${PER_RUN}) ${isOn}) or 0 * ${isOn}`,
    labels: { counter, service: service.id },
    meaning: `How many ${counter.replaceAll('_', ' ')} a run that is on has counted so far.`,
  };
}

const toTotal = (counter: Id, service: Service) =>
  `${RUN_COUNTER}{counter=${toQuoted(counter)},service=${toQuoted(service.id)}}`;

/** What a counter has grown by within a window; in a run that is younger than that, since its start. */
function toGrowth(counter: Id, service: Service, window: string): string {
  const total = toTotal(counter, service);
  return `(${total} - (${total} offset ${window} or 0 * ${total}))`;
}

/** How many answers a compressed window holds where an uncompressed one holds so many. */
const toFull = (answers: number, { timeScale }: Clock) => Math.max(1, Math.round(answers / timeScale));

const toBound = (gate: Gate, service: Service) =>
  `max by (${PER_RUN}) (${toRunSeries('aurora_gate_bound', service, `gate=${toQuoted(gate.id)}`)})`;

const toSeverity = ({ severity, onCross }: Gate): Severity =>
  severity === 'advisory' ? 'info' : onCross === 'fail' ? 'critical' : 'warning';

const isPromise = (gate: Gate) => gate.kind === 'count' && gate.windowSec === undefined;

/** The alert of a gate. */
export const toGateAlertName = (gate: Gate): string =>
  isPromise(gate) ? 'SoakPromiseBroken' : `Soak${toPascal(gate.id)}`;

/** The condition under which a gate is crossed, as far as series can tell. */
function toCrossed(gate: Gate, service: Service, clock: Clock): string {
  const { of, among } = gate;
  if (gate.kind === 'sequential') {
    // What it adds up is known to the sentinel alone, which says whether it is crossed.
    const status = toRunSeries('aurora_gate_status', service, `gate=${toQuoted(gate.id)}`);
    return `max by (${PER_RUN}) (${status}) == 0 and on (${PER_RUN}) ${toIsOn(service)}`;
  }
  if (isPromise(gate)) {
    const window = toPeriodText(Math.max(MINUTE_SEC, PROMISE_SEC / clock.timeScale));
    return `sum by (${PER_RUN}) (last_over_time(${toK6Series(of, service)}[${window}])) > ${toLimit(gate)}`;
  }
  const window = gate.windowSec === undefined ? undefined : toPeriod(gate.windowSec, clock);
  const grown = (counter: Id) =>
    window === undefined ? toTotal(counter, service) : toGrowth(counter, service, window);
  // A window with few answers is read as if the missing ones were good, as the sentinel reads it.
  const fullWindow =
    gate.kind !== 'ratio' ? 1 : window === undefined ? gate.fullWindow : toFull(gate.fullWindow, clock);
  const value =
    gate.kind === 'ratio'
      ? `${grown(of)} / ignoring (counter) clamp_min(${grown(among)}, ${fullWindow})`
      : grown(of);
  return `${value} > on (${PER_RUN}) ${toBound(gate, service)} and on (${PER_RUN}) ${grown(among)} > 0`;
}

function toGateAlert(gate: Gate, service: Service, clock: Clock): AlertRule {
  const within = gate.windowSec === undefined ? '' : ` within ${toPeriod(gate.windowSec, { timeScale: 1 })}`;
  const isWholeShare = gate.kind === 'ratio' && gate.windowSec === undefined;
  const what = gate.broke ?? `gate ${gate.id} is crossed`;
  return {
    alert: toGateAlertName(gate),
    expr: toCrossed(gate, service, clock),
    forSec: isWholeShare ? WHOLE_RUN_FOR_SEC : 0,
    keepFiringSec: KEEP_SEC,
    severity: toSeverity(gate),
    labels: { gate: gate.id },
    meaning: `A soak crossed ${gate.id}${within}: ${gate.why}.`,
    summary: `Soak {{ $labels.run }}, ${gate.id}: ${what} ({{ $value }}${within})`,
    action:
      gate.onCross === 'fail'
        ? 'the run fails; read its report, which names the first answer that broke the gate'
        : 'the run cannot tell; look at the machine that makes the load, and start it again',
  };
}

/** Chaos may degrade answers; where no fault was on for two windows, nothing may. */
function listDegradedAlerts(service: Service, plan: Plan, clock: Clock): readonly AlertRule[] {
  const { degraded } = service;
  if (degraded === undefined) return [];
  const window = toPeriod(DEGRADED_SEC, clock);
  const grown = (counter: Id) => toGrowth(counter, service, window);
  const [of, among] = listDegradedCounters(service);
  const bound = plan.bounds.maxBaselineDegradedRatio;
  const toxic = `max by (${PER_RUN}) (max_over_time(${toRunSeries('aurora_gate_toxic', service)}[${toPeriod(2 * DEGRADED_SEC, clock)}])) == 1`;
  return [
    {
      alert: 'SoakDegraded',
      expr: `${grown(of)} / ignoring (counter) clamp_min(${grown(among)}, ${toFull(DEGRADED_ANSWERS, clock)}) > ${bound} and on (${PER_RUN}) ${grown(among)} > 0 unless on (${PER_RUN}) ${toxic}`,
      forSec: MINUTE_SEC,
      keepFiringSec: KEEP_SEC,
      severity: 'warning',
      meaning: `A soak got more than ${bound * 100} % degraded answers within 5 min, and no fault had been on for 10 min.`,
      summary:
        'Soak {{ $labels.run }}: {{ $value | humanizePercentage }} of answers are degraded, and no fault is on',
      action: "look at the service's upstream; nothing of ours stands in its way now",
    },
  ];
}

/** The counter of degraded answers, and the one among which it is counted. */
function listDegradedCounters(service: Service): readonly [Id, Id] {
  const flag = service.degraded ?? '';
  return [service.counterOf[flag] ?? flag, toAmong(service, flag)];
}

/**
 * The rules about the runs of a service, by its gates.
 * @param plan of a run with default options: it says which gates there are, and its bounds are read from the run itself
 */
export function listSoakRules(service: Service, plan: Plan, clock: Clock): SoakRules {
  const gates = listGates(service, plan);
  const read = gates.filter((gate) => gate.kind !== 'sequential' && !isPromise(gate));
  const counters = new Set([
    ...read.flatMap(({ of, among }) => [of, among]),
    ...(service.degraded === undefined ? [] : listDegradedCounters(service)),
  ]);
  return {
    counters: [toRunRule(service), ...[...counters].map((counter) => toCounterRule(service, counter))],
    alerts: [
      ...gates.map((gate) => toGateAlert(gate, service, clock)),
      ...listDegradedAlerts(service, plan, clock),
    ],
  };
}
