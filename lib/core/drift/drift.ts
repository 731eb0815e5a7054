// The gates on drift: does the service get slower, or hold more and more, the longer the run goes on?
import type { Stretch } from '../chaos/answers.ts';
import { LATENCY_ERROR } from '../digest/histogram.ts';
import type { GateResult } from '../gates/gate-result-schema.ts';
import { toSkipped } from '../gates/gates.ts';
import type { JournalRow } from '../journal/events.ts';
import { countTimes, hasSeveral } from '../stats/weighted.ts';
import { toDuration } from '../text/time.ts';
import { listDisturbed } from './disturbed.ts';
import type { LatencyLog, WatchedSeries } from './latency.ts';
import { PROCESS_METRICS, readMachineLag, readResource } from './resources.ts';
import { type BucketBy, type Reading, toBuckets } from './series.ts';
import { assessTrend, LEAST_BUCKETS, type Tolerance, type Trend } from './trend.ts';

/** A bound on how much something may rise over a run. */
export interface DriftGate {
  readonly id: string;
  readonly why: string;
  readonly severity: 'blocking' | 'advisory';
  readonly watches: 'latency' | keyof typeof PROCESS_METRICS;
  /** What a rise is tolerated to. `amount` in ms, bytes or descriptors. */
  readonly tolerance: Tolerance;
  /** A young process grows all by itself: so much more is tolerated over no time at all, and nothing more over `untilSec`. */
  readonly young: { readonly amount: number; readonly untilSec: number };
  /** What is left out at the start: this share of the planned time, between so many seconds. */
  readonly warmUp: { readonly share: number; readonly leastSec: number; readonly mostSec: number };
  /** The chance (0..1) of a healthy run to fail, over all that the gate watches. */
  readonly alpha: number;
}

/** What is known of a run that may drift. Moments are epoch seconds. */
export interface DriftEvidence {
  readonly gates: readonly DriftGate[];
  readonly latency: LatencyLog;
  /** The journal but for the calls. */
  readonly rows: readonly JournalRow[];
  readonly startedAtSec: number;
  readonly plannedSec: number;
  /** How long the service may take to recover from a toxic: that time is no baseline. */
  readonly withinSec: number;
  readonly once: boolean;
  /** How often the run is judged: the chance of a false alarm is shared out. @default 1 */
  readonly looks?: number;
}

/** The fewest readings of a bucket. The median of three is moved by no single one; the least of two is, but not up. */
export const LEAST_READINGS = { latency: 3, rss_bytes: 2, open_fds: 2 } as const;
const BUCKET_BY = { latency: 'median', rss_bytes: 'least', open_fds: 'least' } as const satisfies Record<
  DriftGate['watches'],
  BucketBy
>;

/** The seconds that a gate leaves out at the start of a run of `plannedSec`. */
export function computeWarmUpSec({ warmUp }: DriftGate, plannedSec: number): number {
  const { share, leastSec, mostSec } = warmUp;
  return Math.min(mostSec, Math.max(leastSec, share * plannedSec));
}

/** Judges every gate. What a run is too short for is skipped: it may still pass. */
export function assessDrift(evidence: DriftEvidence): GateResult[] {
  const disturbed = listDisturbed(evidence.rows, evidence.withinSec);
  return evidence.gates.map((gate) =>
    evidence.once ? toSkipped(gate, 'one pass has no length') : assessGate(gate, evidence, disturbed),
  );
}

interface Finding extends Trend {
  readonly name: string;
  readonly readings: number;
  /** Some of them are told together, so that their values are near, and not exact. */
  readonly blurred: boolean;
}

/** How far a rise may be off where latencies are known within `LATENCY_ERROR` alone: by that of its start and of its end. */
const computeBlur = ({ blurred, level, rise }: Finding) =>
  blurred ? LATENCY_ERROR * (2 * level + Math.max(0, rise)) : 0;

/** A rise that is within its own error of what is allowed. One that chance could make is none, whatever its size. */
const isTooNear = (finding: Finding) =>
  finding.blurred && finding.unlikely && Math.abs(finding.rise - finding.allowed) <= computeBlur(finding);

function assessGate(gate: DriftGate, evidence: DriftEvidence, disturbed: readonly Stretch[]): GateResult {
  const { latency, rows, plannedSec, startedAtSec, looks = 1 } = evidence;
  const warmUpSec = computeWarmUpSec(gate, plannedSec);
  const fromSec = startedAtSec + warmUpSec;
  const least = LEAST_READINGS[gate.watches];
  const watched = listWatched(gate, latency, rows, fromSec, disturbed);
  if ('unreadable' in watched) return toSkipped(gate, watched.unreadable);
  const judged = watched.filter(({ readings }) => countTimes(readings) >= least * LEAST_BUCKETS);
  if (judged.length === 0) {
    const most = Math.max(0, ...watched.map(({ readings }) => countTimes(readings)));
    const of = gate.watches === 'latency' ? 'answers of one route' : 'readings';
    return toSkipped(
      gate,
      `too short to tell: ${most} ${of} at baseline after the first ${showTime(warmUpSec)}, ${least * LEAST_BUCKETS} needed; no drift could have been seen`,
    );
  }
  const alpha = gate.alpha / (judged.length * looks);
  const findings = judged.map(({ name, readings }): Finding => {
    const buckets = toBuckets(readings, least, BUCKET_BY[gate.watches]);
    const trend = assessTrend(buckets, toTolerance(gate, buckets), alpha);
    return { name, readings: countTimes(readings), blurred: hasSeveral(readings), ...trend };
  });
  const worst = findings.reduce((a, b) => (isWorse(b, a) ? b : a));
  const result: GateResult = {
    id: gate.id,
    why: gate.why,
    severity: gate.severity,
    outcome: 'pass',
    value: worst.rise,
    limit: worst.allowed,
    samples: worst.readings,
    minimum_detectable_rate: null,
    because: describe(gate, worst),
  };
  const near = findings.find(isTooNear);
  if (near && (!worst.drifts || worst === near))
    return {
      ...result,
      value: near.rise,
      limit: near.allowed,
      outcome: 'inconclusive',
      because: `${describe(gate, near)}; too near to tell from counts, which hold latencies to within ${LATENCY_ERROR * 100} %`,
    };
  if (!worst.drifts) return result;
  if (gate.watches === 'latency' && isMachineSlowing(readMachineLag(rows, fromSec, disturbed)))
    return {
      ...result,
      outcome: 'inconclusive',
      because: `${result.because}; timers of the load machine came later and later too: give it more room, and run again`,
    };
  return { ...result, outcome: 'fail' };
}

function listWatched(
  { watches }: DriftGate,
  latency: LatencyLog,
  rows: readonly JournalRow[],
  fromSec: number,
  disturbed: readonly Stretch[],
): readonly WatchedSeries[] | { readonly unreadable: string } {
  if (watches === 'latency') return latency.list(fromSec, disturbed);
  const read = readResource(rows, watches, fromSec, disturbed);
  return 'unreadable' in read ? read : [{ name: PROCESS_METRICS[watches], readings: read.readings }];
}

function toTolerance({ tolerance, young }: DriftGate, buckets: readonly Reading[]): Tolerance {
  const spanSec = (buckets.at(-1)?.atSec ?? 0) - (buckets[0]?.atSec ?? 0);
  const more = young.amount * Math.max(0, 1 - spanSec / young.untilSec);
  return { ...tolerance, amount: tolerance.amount + more };
}

const isWorse = (a: Finding, b: Finding) =>
  a.drifts === b.drifts ? a.rise / a.allowed > b.rise / b.allowed : a.drifts;

/** A healthy timer is a millisecond or two late; one that is 20 ms later than at the start has no processor to run on. */
const MACHINE: Tolerance = { ratio: 0.5, amount: 20 };
/** To excuse a service takes less than to fail one. */
const MACHINE_ALPHA = 0.05;

function isMachineSlowing(lag: readonly Reading[]): boolean {
  const buckets = toBuckets(lag, 2, 'median');
  return buckets.length >= LEAST_BUCKETS && assessTrend(buckets, MACHINE, MACHINE_ALPHA).drifts;
}

function describe({ watches }: DriftGate, worst: Finding): string {
  const show = SHOW[watches];
  const { name, rise, spanSec, level, allowed, seenFrom, drifts, readings } = worst;
  const change = `${name} ${rise < 0 ? 'fell' : 'rose'} by ${show(Math.abs(rise))} in ${showTime(spanSec)}, from ${show(level)}`;
  const each = watches === 'latency' ? ` (${(rise / readings).toPrecision(2)} ms with each answer)` : '';
  return drifts
    ? `${change}${each}, and goes on: ${show(allowed)} allowed`
    : `${change}, ${show(allowed)} allowed; a rise from ${show(seenFrom)} on would have been seen`;
}

/** To the minute from two on. */
const showTime = (sec: number) => toDuration(sec < 120 ? sec : Math.round(sec / 60) * 60);
const SHOW: Readonly<Record<DriftGate['watches'], (value: number) => string>> = {
  latency: (ms) => `${Math.round(ms)} ms`,
  rss_bytes: (bytes) => `${Math.round(bytes / 1e6)} MB`,
  open_fds: (count) => `${Math.round(count)}`,
};
