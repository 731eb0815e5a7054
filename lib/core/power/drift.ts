// What the gates on drift can see in a run of a plan: from which rise on, by how much single readings vary.
import { median } from 'd3-array';
import jStat from 'jstat';
import { computeWarmUpSec, type DriftGate, LEAST_READINGS } from '../drift/drift.ts';
import { MOST_READINGS } from '../drift/resources.ts';
import { MOST_BUCKETS } from '../drift/series.ts';
import { assessTrend, LEAST_BUCKETS } from '../drift/trend.ts';
import { computeSegments, type Timing } from '../plan/schedule.ts';
import { drawUnit } from '../stats/draw.ts';

/** At one spread of single readings (their deviation as a share of the level): the rise seen in 95 % of runs, and false alarms. Shares of the level, and 0..1. */
export interface DriftPoint {
  readonly variation: number;
  readonly seenFrom: number;
  readonly falseAlarms: number;
}

export interface DriftPower {
  readonly id: string;
  /** What is at baseline after the warm-up: answers of a route that every journey calls once, or readings of what the service holds. */
  readonly readings: number;
  /** Empty where the run is too short to tell. */
  readonly points: readonly DriftPoint[];
}

/** How much single readings vary. */
const VARIATIONS = [0.1, 0.3, 1] as const;
/** What the gates start from in this reckoning: far above the amounts that are always allowed. */
const LEVEL: Readonly<Record<DriftGate['watches'], number>> = {
  latency: 1000,
  rss_bytes: 500e6,
  open_fds: 400,
};
/** Latency is watched for each route, and for each route in each journey. */
const SERIES: Readonly<Record<DriftGate['watches'], number>> = { latency: 16, rss_bytes: 1, open_fds: 1 };
/** The median of so many readings varies by √(π/2) as much as their mean. */
const MEDIAN_FACTOR = Math.sqrt(Math.PI / 2);
/** Runs that are simulated for a point. */
const RUNS = 100;

/** Computes it by simulation of the buckets, independent and normal, judged by the gate's own function. */
export function computeDriftPower(
  gates: readonly DriftGate[],
  timing: Timing,
  withinSec: number,
  seed: number,
  runs = RUNS,
): DriftPower[] {
  return gates.map((gate) => {
    const fromSec = computeWarmUpSec(gate, timing.totalSec);
    const segments = computeSegments(timing);
    const baselineSec = segments.reduce((sum, segment, index) => {
      if (segment.phase !== 'baseline') return sum;
      const recoverSec = segments[index - 1]?.phase === 'chaos' ? withinSec : 0;
      return sum + Math.max(0, segment.toSec - Math.max(fromSec, segment.fromSec + recoverSec));
    }, 0);
    const perSec = gate.watches === 'latency' ? timing.baseRps : Math.min(1, MOST_READINGS / timing.totalSec);
    const readings = Math.floor(baselineSec * perSec);
    const buckets = Math.min(MOST_BUCKETS, Math.floor(readings / LEAST_READINGS[gate.watches]));
    const points =
      buckets < LEAST_BUCKETS
        ? []
        : VARIATIONS.map((variation) =>
            simulate(
              gate,
              buckets,
              (MEDIAN_FACTOR * variation) / Math.sqrt(readings / buckets),
              variation,
              seed,
              runs,
            ),
          );
    return { id: gate.id, readings, points };
  });
}

function simulate(
  gate: DriftGate,
  buckets: number,
  deviation: number,
  variation: number,
  seed: number,
  runs: number,
): DriftPoint {
  const level = LEVEL[gate.watches];
  const trends = Array.from({ length: runs }, (_, run) => {
    const series = Array.from({ length: buckets }, (_, atSec) => {
      const unit = (drawUnit(seed, atSec, run) + 1e-9) / (1 + 2e-9);
      return { atSec, value: level * (1 + deviation * jStat.normal.inv(unit, 0, 1)) };
    });
    return assessTrend(series, gate.tolerance, gate.alpha / SERIES[gate.watches]);
  });
  return {
    variation,
    seenFrom: (median(trends, (trend) => trend.seenFrom) ?? 0) / level,
    falseAlarms: trends.filter(({ drifts }) => drifts).length / runs,
  };
}
