// What a gate can see: the chance that it ends a run, by the true error rate, and how soon.
import { quantileSorted } from 'd3-array';
import { type Gate, type isCrossed, toLimit } from '../gates/gates.ts';
import { drawUnit } from '../stats/draw.ts';
import { simulateRun } from './simulation.ts';
import { findSecond, type Traffic } from './traffic.ts';

/** At one true error rate (a share 0..1): the chance (0..1) that the gate ends the run, and after how many seconds it does, in the middle of those runs. */
export interface PowerPoint {
  readonly rate: number;
  readonly stops: number;
  readonly medianSec: number | null;
}

export interface GatePower {
  readonly id: string;
  readonly severity: Gate['severity'];
  readonly method: 'exact' | 'simulated';
  /** How many of `among` the run holds. */
  readonly samples: number;
  readonly among: string;
  /** The rate that a healthy service is allowed: 0 for a promise that must never be broken. */
  readonly healthy: PowerPoint;
  readonly points: readonly PowerPoint[];
  /** The rates at which it ends 5 % and 95 % of the runs: below the first it is silent, above the second it is sure. */
  readonly silentRate: number | null;
  readonly sureRate: number | null;
  /** Set where the gate is statistically weak at this rate and length. */
  readonly weak: string | null;
}

export interface PowerOptions {
  readonly traffic: Traffic;
  readonly seed: number;
  /** Simulated runs for each point. The standard error of a chance is at most 0.5 / √runs. */
  readonly runs: number;
  readonly healthyRate: number;
  /** Told of each gate before it is looked at, and of each point of it: of a long run one takes seconds. */
  readonly onPoint?: (gate: string, done: number, of: number) => void;
}

/** The rates of table and chart. */
export const POWER_RATES = [
  0.000001, 0.00001, 0.00002, 0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.003, 0.004, 0.005, 0.0075,
  0.01, 0.02, 0.05, 0.1,
] as const;

const [SILENT, SURE] = [0.05, 0.95];

/** A gate whose first event ends the run: its chance is 1 − (1 − rate)^samples, and its time that of a geometric draw. */
const isHard = (gate: Gate) => gate.kind === 'count' && gate.windowSec === undefined && gate.max === 0;

/** The chance and time of one gate at one rate. For a hard gate exact, for the others out of `options.runs` simulated runs. */
export function computePoint(
  gate: Gate,
  rate: number,
  options: PowerOptions,
  crosses?: typeof isCrossed,
): PowerPoint {
  const bySecond = readTraffic(options.traffic, gate);
  if (isHard(gate)) return computeHardPoint(bySecond, rate);
  const ended: number[] = [];
  for (let n = 0; n < options.runs; n++) {
    const sec = simulateRun({
      gate,
      bySecond,
      rate,
      draw: (index) => drawUnit(options.seed, index, n),
      ...(crosses ? { crosses } : {}),
    });
    if (sec !== undefined) ended.push(sec);
  }
  return {
    rate,
    stops: ended.length / options.runs,
    medianSec:
      quantileSorted(
        ended.sort((a, b) => a - b),
        0.5,
      ) ?? null,
  };
}

function computeHardPoint(bySecond: Int32Array, rate: number): PowerPoint {
  const samples = bySecond.at(-1) ?? 0;
  const stops = -Math.expm1(samples * Math.log1p(-rate));
  if (stops === 0) return { rate, stops, medianSec: null };
  // Half of the runs that are ended at all are ended by this sample.
  const middle = Math.ceil(Math.log1p(-stops / 2) / Math.log1p(-rate));
  return { rate, stops, medianSec: findSecond(bySecond, middle) };
}

/**
 * The rate at which the gate ends a share of the runs, to 2 %, between the two points about it: the chance grows with the rate.
 * Null where no point comes to it, or the first is above it.
 */
function findRate(
  points: readonly PowerPoint[],
  share: number,
  stopsAt: (rate: number) => number,
): number | null {
  const above = points.findIndex((point) => point.stops >= share);
  let low = points[above - 1]?.rate;
  let high = points[above]?.rate;
  if (low === undefined || high === undefined) return null;
  while (high / low > 1.02) {
    const middle = Math.sqrt(low * high);
    if (stopsAt(middle) < share) low = middle;
    else high = middle;
  }
  return high;
}

/** How many of what a gate counts among there were by each second. */
function readTraffic(traffic: Traffic, { id, among }: Gate): Int32Array {
  const bySecond = traffic[among];
  if (bySecond === undefined) throw new RangeError(`nobody knows how many ${among} a healthy run has: ${id}`);
  return bySecond;
}

/**
 * What every gate that bounds a promise of the service can see in a run with this traffic. A gate among answers of which
 * nobody knows how many a healthy service gives (`healthyFlags` of its journeys) is left out.
 */
export function computePower(gates: readonly Gate[], options: PowerOptions): GatePower[] {
  return gates
    .filter((gate) => gate.onCross === 'fail' && options.traffic[gate.among] !== undefined)
    .flatMap(addLater)
    .map((gate, n, all): GatePower => {
      const hard = isHard(gate);
      const at = (rate: number) => {
        options.onPoint?.(gate.id, n, all.length);
        return computePoint(gate, rate, options);
      };
      const stopsAt = (rate: number) => at(rate).stops;
      const points = POWER_RATES.map(at);
      const silentRate = findRate(points, SILENT, stopsAt);
      return {
        id: gate.id,
        severity: gate.severity,
        method: hard ? 'exact' : 'simulated',
        samples: readTraffic(options.traffic, gate).at(-1) ?? 0,
        among: gate.among.replaceAll('_', ' '),
        healthy: at(hard ? 0 : options.healthyRate),
        points,
        silentRate,
        sureRate: findRate(points, SURE, stopsAt),
        weak: findWeakness(gate, silentRate),
      };
    });
}

/** A gate, and beside one that begins with a head start the same for a service that turns bad when that is used up. */
function addLater(gate: Gate): readonly Gate[] {
  if (gate.kind !== 'sequential' || gate.headStart === 0) return [gate];
  return [gate, { ...gate, id: `${gate.id}, bad later`, headStart: 0 }];
}

/** A share is held weakly where chance alone ends runs of a service that is well inside the bound. */
function findWeakness(gate: Gate, silentRate: number | null): string | null {
  if (gate.kind !== 'ratio' || silentRate === null || silentRate > toLimit(gate) / 2) return null;
  const times = (toLimit(gate) / silentRate).toFixed(1);
  return `chance alone ends one run in twenty of a service whose true rate is ${times} times below the bound`;
}
