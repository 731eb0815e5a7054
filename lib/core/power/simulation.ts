// One run with a known error rate, and when a gate ends it: by the rules of the gate itself, second by second.

import {
  assessGate,
  computeGateValue,
  type Gate,
  isCrossed,
  toGateCounts,
  toHeadStart,
} from '../gates/gates.ts';
import { computeHitsToCross } from '../gates/minimum-detectable-rate.ts';
import { findSecond } from './traffic.ts';

export interface SimulatedRun {
  readonly gate: Gate;
  /** How many of `gate.among` there were by the end of each second. */
  readonly bySecond: Int32Array;
  /** The true share of errors (0..1), the same at any moment. */
  readonly rate: number;
  /** The n-th draw of this run, 0..1 (1 excluded). */
  readonly draw: (n: number) => number;
  /** How a window is judged; the gate's own rule unless another is to be compared with it. */
  readonly crosses?: typeof isCrossed;
}

/**
 * The second in which the run fails: when a window crosses the gate, as the sentinel would see it, or at the end, where the
 * run as a whole is judged. Undefined where it passes.
 */
export function simulateRun(run: SimulatedRun): number | undefined {
  const { gate, bySecond } = run;
  const errors = createErrors(run);
  const crossed = gate.kind === 'sequential' ? findStretch(run, errors) : findWindow(run, errors);
  if (crossed !== undefined) return crossed;
  const totals = toGateCounts(gate, errors.count(), bySecond.at(-1) ?? 0);
  return assessGate(gate, totals, 0).outcome === 'fail' ? bySecond.length - 1 : undefined;
}

/** The errors of a run in their order, drawn as they are asked for: a run that ends early needs few of them. */
interface Errors {
  /** The second of the n-th error; undefined where the run has no more. */
  at(n: number): number | undefined;
  count(): number;
}

/** Errors at a constant rate. The gap to the next is geometric, so that one draw does for all the good answers between. */
function createErrors({ bySecond, rate, draw }: SimulatedRun): Errors {
  const total = bySecond.at(-1) ?? 0;
  const seconds: number[] = [];
  let sample = 0;
  const at = (n: number) => {
    while (seconds.length <= n && sample <= total && rate > 0) {
      sample += 1 + Math.floor(Math.log1p(-draw(seconds.length)) / Math.log1p(-rate));
      if (sample <= total) seconds.push(findSecond(bySecond, sample));
    }
    return seconds[n];
  };
  return {
    at,
    count() {
      at(Number.POSITIVE_INFINITY);
      return seconds.length;
    },
  };
}

/** The first second whose rolling window crosses. Only windows that hold enough errors to cross at all are looked at. */
function findWindow(
  { gate, bySecond, crosses = isCrossed }: SimulatedRun,
  errors: Errors,
): number | undefined {
  const { windowSec } = gate;
  if (windowSec === undefined) return undefined;
  const needed = computeHitsToCross(gate, 0);
  let oldest = 0;
  for (let newest = needed - 1; ; newest++) {
    const from = errors.at(newest);
    if (from === undefined) return undefined;
    const until = errors.at(newest + 1) ?? bySecond.length;
    for (let sec = from; sec < until; sec++) {
      while ((errors.at(oldest) ?? Number.POSITIVE_INFINITY) <= sec - windowSec) oldest++;
      const hits = newest - oldest + 1;
      if (hits < needed) break;
      const samples = (bySecond[sec] ?? 0) - (bySecond[Math.max(0, sec - windowSec)] ?? 0);
      if (crosses(gate, toGateCounts(gate, hits, samples))) return sec;
    }
  }
}

/** The first second whose worst stretch crosses a sequential gate. Its value rises only where there is an error. */
function findStretch(
  { gate, bySecond, crosses = isCrossed }: SimulatedRun,
  errors: Errors,
): number | undefined {
  const headStart = toHeadStart(gate);
  let [leastHits, leastSamples, least] = [-headStart, 0, -headStart];
  /** How many errors came before those of this second. */
  let before = 0;
  for (let index = 0; ; index++) {
    const sec = errors.at(index);
    if (sec === undefined) return undefined;
    if (index === 0 || errors.at(index - 1) !== sec) before = index;
    if (errors.at(index + 1) === sec) continue;
    const samplesBefore = bySecond[sec - 1] ?? 0;
    const sum = computeGateValue(gate, toGateCounts(gate, before, samplesBefore));
    if (sum <= least) {
      least = sum;
      [leastHits, leastSamples] = [before, samplesBefore];
    }
    const stretch = toGateCounts(gate, index + 1 - leastHits, (bySecond[sec] ?? 0) - leastSamples);
    if (crosses(gate, stretch)) return sec;
  }
}
