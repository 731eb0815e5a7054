// Gates → k6 thresholds. k6 takes an empty metric for a pass, so each gate brings a threshold on its samples as well.

import { type Gate, hasWindow, toLimit } from '../lib/core/gates/gates.ts';
import { TIMINGS, type TimingId } from '../lib/core/journal/timings.ts';
import type { Phase } from '../lib/core/plan/schedule.ts';
import type { Id, Service } from '../lib/core/service/service.ts';

/** k6's thresholds: metric name → expressions. */
export type K6Thresholds = Record<string, string[]>;

/** k6's name for a counter. */
export const toMetricName = (counter: Id): string => {
  // k6 counts by itself what it could not start; what was due follows from it, and is at least what was started.
  if (counter === 'journeys_dropped') return 'dropped_iterations';
  return `gate_${counter === 'journeys_due' ? 'journeys' : counter}`;
};
/** k6's name for the Trend on which the sentinel publishes the value of a windowed gate. */
export const toWindowMetricName = (gate: Gate): string => `gate_window_${gate.id}`;
/** k6's name for the Gauge with the share of the whole run for a ratio gate. */
export const toOverallMetricName = (gate: Gate): string => `gate_overall_${gate.id}`;
/** Counts the last reading, without which the shares of the whole run are not known. */
export const FINAL_READS_METRIC = 'gate_final_reads';
/** A gauge that setup sets to a number of this run's own, by which the sentinel knows its own k6. */
export const MARKER_METRIC = 'gate_run_marker';
/** k6's name for the latency of answers. */
export const DURATION_METRIC = 'gate_duration';

/** k6's name for the scenario that plays the journeys. */
export const LOAD_SCENARIO = 'soak';
/** k6's name for one part of the time of a request of a journey: the sentinel's own are those of another scenario. */
export const toTimingMetricName = (timing: TimingId): string =>
  `http_req_${timing}{scenario:${LOAD_SCENARIO}}`;

/** Thresholds that bound nothing, and have k6 keep the parts of a request apart by scenario. Empty, they are never computed. */
export const toTimingThresholds = (): K6Thresholds =>
  Object.fromEntries((Object.keys(TIMINGS) as TimingId[]).map((timing) => [toTimingMetricName(timing), []]));

/** Submetrics exist in k6 only where a threshold names them; these bound nothing and make the summary's breakdowns. */
function toBreakdowns({ journeyIds, variantIds }: Service, phases: readonly Phase[]): K6Thresholds {
  const tags = [
    ...phases.map((phase) => `phase:${phase}`),
    ...journeyIds.flatMap((journey) => variantIds.map((variant) => `journey:${journey},variant:${variant}`)),
  ];
  return Object.fromEntries(
    tags.flatMap((tag) => [
      [`${DURATION_METRIC}{${tag}}`, []],
      ...(['journeys', 'calls', 'responses'] as const).map((id) => [
        `${toMetricName(id)}{${tag}}`,
        ['count>=0'],
      ]),
    ]),
  ) as K6Thresholds;
}

/** Journeys of a whole run: those that the schedule starts, and those that k6 begins or drops at the least (`computeLeastBegun`). */
export interface JourneysDue {
  readonly due: number;
  readonly least: number;
}

/**
 * The thresholds of a run. Where phases are named, an invariant has one threshold per phase as well, so that k6's own
 * output says when it broke.
 * @param phases those that the run comes to
 * @param journeys the load gate's shares of these are counts that k6 can bound
 */
export function toK6Thresholds(
  service: Service,
  gates: readonly Gate[],
  once: boolean,
  phases: readonly Phase[],
  journeys: JourneysDue,
): K6Thresholds {
  const thresholds: K6Thresholds = toBreakdowns(service, phases);
  const add = (metric: string, expression: string) => {
    const known = thresholds[metric] ?? [];
    if (!known.includes(expression)) thresholds[metric] = [...known, expression];
  };
  for (const gate of gates) {
    if (gate.severity === 'advisory') continue;
    add(toMetricName(gate.among), `count>=${gate.minSamples}`);
    if (hasWindow(gate)) add(toWindowMetricName(gate), `max<=${toLimit(gate)}`);
    if (gate.of === 'journeys_dropped') {
      add(toMetricName(gate.of), `count<=${Math.floor(toLimit(gate) * journeys.due)}`);
      // Those that it never began it does not count as dropped.
      const least = Math.ceil((1 - toLimit(gate)) * journeys.least);
      if (least > 0) add(toMetricName('journeys'), `count>=${least}`);
    } else if (gate.kind === 'ratio') add(toOverallMetricName(gate), `value<=${gate.maxRatio}`);
    if (gate.windowSec === undefined && gate.kind === 'count') {
      add(toMetricName(gate.of), `count<=${gate.max}`);
      for (const phase of phases) add(`${toMetricName(gate.of)}{phase:${phase}}`, `count<=${gate.max}`);
    }
  }
  // Empty windows and empty gauges pass in k6; the readings they are made of are bounded too.
  if (!once) {
    add(toMetricName('sentinel_reads'), 'count>0');
    add(FINAL_READS_METRIC, 'count>0');
  }
  return thresholds;
}
