// The curves of the page out of a digest: columns of equal length, one value a bucket, null where nothing was seen.

import { type Gate, hasWindow } from '../gates/gates.ts';
import { computeJourneysDue, computeSegments } from '../plan/schedule.ts';
import { computeCallsPerJourney } from '../service/journeys.ts';
import type { Id, Service } from '../service/service.ts';
import type { DigestData } from './data.ts';
import { computePercentiles } from './histogram.ts';

export type Column = readonly (number | null)[];

export interface Curves {
  /** The middle of each bucket, epoch seconds. */
  readonly timesSec: readonly number[];
  /** Per second. Offered requests are the journeys offered times the calls of a mean journey of the mix. */
  readonly journeys: { readonly offered: Column; readonly achieved: Column };
  readonly requests: { readonly offered: Column; readonly achieved: Column };
  /** In ms. */
  readonly latency: { readonly p50: Column; readonly p95: Column; readonly p99: Column };
  /** Answers a bucket, of each violation that there was. */
  readonly violations: Readonly<Record<Id, Column>>;
  readonly degraded: Column;
  /** Of each gate with a window: the greatest value of the bucket, in the unit of its bound. */
  readonly gates: readonly { readonly gate: Gate; readonly values: Column }[];
}

/** A bucket that has only begun shows no rate: one call would make it look like a spike. */
const TOLD_SHARE = 0.5;

/** The curves of a digest of a run of this service. */
export function toCurves(
  service: Service,
  { buckets, run, startedSec, latestSec, endedSec }: DigestData,
): Curves {
  const { widthSec, length, counts } = buckets;
  const indices = Array.from({ length }, (_, index) => index);
  const seenSec = endedSec ?? latestSec;
  const lengthSec = (index: number) => Math.min(widthSec, seenSec - index * widthSec);
  const told = (index: number) => lengthSec(index) >= widthSec * TOLD_SHARE;
  const perSec = (column: readonly number[] | undefined): Column =>
    indices.map((index) => (told(index) ? (column?.[index] ?? 0) / lengthSec(index) : null));
  const segments = run && !run.once ? computeSegments(run.timing) : [];
  const offered: Column = indices.map((index) => {
    if (segments.length === 0 || !told(index)) return null;
    const dueBy = (sec: number) => computeJourneysDue(segments, sec);
    return (dueBy(index * widthSec + lengthSec(index)) - dueBy(index * widthSec)) / lengthSec(index);
  });
  const callsPerJourney = run ? computeCallsPerJourney(service, run.mix) : 0;
  const percentiles = indices.map((index) =>
    computePercentiles(buckets.latency[index] ?? [], [0.5, 0.95, 0.99]),
  );
  const percentile = (which: number): Column => percentiles.map((row) => row[which] ?? null);
  const count = (name: string): Column => indices.map((index) => counts[name]?.[index] ?? 0);
  return {
    timesSec: indices.map((index) => (startedSec ?? 0) + (index + 0.5) * widthSec),
    journeys: { offered, achieved: perSec(counts.journeys) },
    requests: {
      offered: offered.map((rate) => (rate === null ? null : rate * callsPerJourney)),
      achieved: perSec(counts.calls),
    },
    latency: { p50: percentile(0), p95: percentile(1), p99: percentile(2) },
    violations: Object.fromEntries(
      service.violations.flatMap((id) => {
        const name = service.counterOf[id];
        return name !== undefined && name in counts ? [[id, count(name)] as const] : [];
      }),
    ),
    degraded: count(service.counterOf[service.degraded ?? ''] ?? ''),
    gates: (run?.gates ?? [])
      .filter(hasWindow)
      .map((gate) => ({ gate, values: indices.map((index) => buckets.peaks[gate.id]?.[index] ?? null) })),
  };
}
