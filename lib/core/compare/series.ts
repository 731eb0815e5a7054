// The calls of a run along its time, and by how many were faster: what the charts draw.
import { quantileSorted } from 'd3-array';
import { PHASES, type Phase } from '../plan/schedule.ts';
import type { TakenRun } from './run.ts';

/** One stretch of time. Seconds since the start; rates per second; latencies null where nothing was answered. */
export interface Point {
  readonly atSec: number;
  readonly journeysPerSec: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly degradedRatio: number | null;
}

/** A share (0..1) of the answers, and the latency that they stay under. */
export interface Reach {
  readonly share: number;
  readonly ms: number;
}

export interface Series {
  readonly points: readonly Point[];
  readonly reach: Readonly<Partial<Record<Phase, readonly Reach[]>>>;
}

const MOST_POINTS = 240;
/** Shorter stretches of a quick run hold a call or two. */
const MIN_POINT_SEC = 2;
const SHARES = [...Array.from({ length: 99 }, (_, i) => (i + 1) / 100), 0.995, 0.999];

/** The series of several runs of one plan, taken together as their mean. */
export function toSeries(runs: readonly TakenRun[]): Series {
  const totalSec = runs[0]?.plan.timing.totalSec ?? 0;
  // All runs of a comparison are of one service.
  const degraded = runs[0]?.service.degraded ?? '';
  const pointSec = Math.max(MIN_POINT_SEC, totalSec / MOST_POINTS);
  const blocks = runs.flatMap((run) => run.blocks);
  const bins = new Map<number, typeof blocks>();
  for (const block of blocks) {
    const bin = Math.floor(Math.max(0, block.fromSec) / pointSec);
    const held = bins.get(bin);
    if (held) held.push(block);
    else bins.set(bin, [block]);
  }
  const points = [...bins]
    .sort(([a], [b]) => a - b)
    .map(([bin, own]): Point => {
      const sorted = own.flatMap(({ latenciesMs }) => latenciesMs).sort((a, b) => a - b);
      const sum = (of: (block: (typeof own)[number]) => number) =>
        own.reduce((total, block) => total + of(block), 0);
      return {
        atSec: Math.min(totalSec, (bin + 0.5) * pointSec),
        journeysPerSec: sum(({ journeys }) => journeys) / pointSec / runs.length,
        p50Ms: quantileSorted(sorted, 0.5) ?? null,
        p95Ms: quantileSorted(sorted, 0.95) ?? null,
        degradedRatio: sorted.length === 0 ? null : sum(({ hits }) => hits[degraded] ?? 0) / sorted.length,
      };
    });
  const reach = Object.fromEntries(
    PHASES.flatMap((phase) => {
      const sorted = blocks
        .filter((block) => block.phase === phase)
        .flatMap(({ latenciesMs }) => latenciesMs)
        .sort((a, b) => a - b);
      if (sorted.length === 0) return [];
      return [[phase, SHARES.map((share) => ({ share, ms: quantileSorted(sorted, share) ?? 0 }))] as const];
    }),
  );
  return { points, reach };
}
