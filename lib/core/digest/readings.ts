// The figures of the page out of a digest: how far the run is, what it comes to, how near each gate is to its bound.

import type { FaultId } from '../faults/table.ts';
import { computeGateValue, computeUsedShare, type Gate, hasWindow, toLimit } from '../gates/gates.ts';
import { readCount } from '../journal/counters.ts';
import { computeJourneysDue, computeSegments, type Phase } from '../plan/schedule.ts';
import { countDegraded } from '../service/define-service.ts';
import type { Service } from '../service/service.ts';
import type { DigestData, GroupData, RunFacts } from './data.ts';
import {
  computePercentiles,
  type Histogram,
  mergeHistogram,
  parseHistogramData,
  toHistogramData,
} from './histogram.ts';

/** Where a gate that is judged on counts stands. */
export interface GateReading {
  readonly gate: Gate;
  /** The worst it has been so far, and its bound. */
  readonly worst: number;
  readonly limit: number;
  readonly samples: number;
  /** How much of its bound is used up, 0..1 and above. */
  readonly used: number;
}

/** Every gate of the run that is judged on counts, in the order of its report. */
export function readGates({ run, totals, meters }: DigestData): GateReading[] {
  return (run?.gates ?? []).map((gate) => {
    const worst = hasWindow(gate) ? (meters[gate.id]?.worst ?? 0) : computeGateValue(gate, totals);
    const samples = readCount(totals, gate.among);
    return { gate, worst, limit: toLimit(gate), samples, used: computeUsedShare(gate, worst) };
  });
}

export interface GroupReading {
  readonly id: string;
  readonly journeys: number;
  readonly requests: number;
  readonly violations: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
}

/** Phases, or journeys by variant, that had a call. */
export function readGroups(groups: Readonly<Record<string, GroupData>>): GroupReading[] {
  return Object.entries(groups)
    .filter(([, group]) => group.requests > 0)
    .map(([id, { journeys, requests, violations, latency }]) => {
      const [p50Ms = null, p95Ms = null, p99Ms = null] = computePercentiles(latency, [0.5, 0.95, 0.99]);
      return { id, journeys, requests, violations, p50Ms, p95Ms, p99Ms };
    });
}

/** How far the run is. Seconds of the (compressed) clock. */
export interface Progress {
  readonly elapsedSec: number;
  readonly totalSec: number | null;
  readonly phase: Phase | null;
  readonly toxic: FaultId | null;
  readonly journeys: number;
  readonly journeysDue: number | null;
  readonly journeysCut: number;
  readonly calls: number;
  /** Answers received: what gates take their shares of. */
  readonly answers: number;
  readonly violations: number;
  readonly degraded: number;
  /** Of the answers of the last minute, or of the last bucket where that is longer. */
  readonly p95Ms: number | null;
}

const RECENT_SEC = 60;

/** Those of the schedule while the run is on, the one that is begun with them; after its end as k6 told them, so that gate and page count the same. */
function countDue({ timing }: RunFacts, { totals, latestSec, endedSec }: DigestData): number {
  return endedSec === null
    ? Math.max(totals.journeys, computeJourneysDue(computeSegments(timing), latestSec))
    : (totals.journeys_due ?? totals.journeys);
}

/** Where the run stands as of its latest row. */
export function readProgress(service: Service, data: DigestData): Progress {
  const { run, totals, latestSec, endedSec, buckets } = data;
  const elapsedSec = endedSec ?? latestSec;
  const phase = data.phaseSpans.at(-1);
  const toxic = data.toxicSpans.findLast((span) => span.toSec === null);
  const recent: Histogram = new Map();
  for (const one of buckets.latency.slice(
    Math.max(0, Math.floor((latestSec - RECENT_SEC) / buckets.widthSec)),
  ))
    mergeHistogram(recent, parseHistogramData(one));
  const violations = Object.values(data.phases).reduce((sum, group) => sum + group.violations, 0);
  return {
    elapsedSec,
    totalSec: run && !run.once ? run.timing.totalSec : null,
    phase: endedSec === null ? (phase?.phase ?? null) : null,
    toxic: toxic?.mode ?? null,
    journeys: totals.journeys,
    journeysCut: totals.journeys_cut,
    journeysDue: run && !run.once ? countDue(run, data) : null,
    calls: totals.calls,
    answers: totals.responses,
    violations,
    degraded: countDegraded(service, totals),
    p95Ms: computePercentiles(toHistogramData(recent), [0.95])[0] ?? null,
  };
}
