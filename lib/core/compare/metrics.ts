// What is compared with a band, as data: percentiles, rates and load of each phase, and the recovery from each toxic.

import { computeRecoveryScale } from '../chaos/recovery.ts';
import { HEALTHY_SHARE } from '../gates/gates.ts';
import type { Plan } from '../plan/plan.ts';
import {
  computeJourneysDue,
  computePhaseSec,
  computeSegments,
  PHASES,
  type Phase,
} from '../plan/schedule.ts';
import type { Id, Service } from '../service/service.ts';
import {
  computeEffectiveCount,
  computeFewest,
  computePercentile,
  computeShare,
  type Estimate,
} from './bands.ts';
import type { LatencyTolerance, Line } from './comparison-schema.ts';
import type { TakenRun } from './run.ts';
import { type Block, listRates, type Rate } from './samples.ts';

/** One figure of a run, and on how many samples it stands. `effective`: how many independent ones they are worth. */
export interface Figure extends Estimate {
  readonly samples: number;
  readonly effective: number;
}

export interface Metric
  extends Pick<Line, 'group' | 'scope' | 'name' | 'unit' | 'better' | 'method' | 'needed'> {
  /** What one sample is. */
  readonly things: string;
  /** Fewer samples that are independent tell nothing. */
  readonly fewest: number;
  /** A change up to this is no difference; by the earlier value. */
  tolerance(earlier: number): number;
  /** Its figure over these runs together; null where there is no sample. */
  read(runs: readonly TakenRun[]): Figure | null;
}

const PERCENTILES = [
  ['p50', 0.5],
  ['p95', 0.95],
  ['p99', 0.99],
] as const;
/** Below 200 a single error would be more than 0.5 %, as for the gates on rates. */
const FEWEST_FOR_RATE = 200;
/** What `load_offered` allows. */
const MAX_DROPPED = 0.01;

type Scope = 'run' | Phase;

/** The blocks of several runs; those of different runs are never alike. */
function listBlocks(runs: readonly TakenRun[], scope: Scope): Block[] {
  return runs.flatMap(({ blocks }, index) =>
    blocks
      .filter((block) => scope === 'run' || block.phase === scope)
      .map((block) => ({ ...block, stratum: `${index} ${block.stratum}` })),
  );
}

function createLatency(
  scope: Scope,
  [name, p]: (typeof PERCENTILES)[number],
  confidence: number,
  tolerance: LatencyTolerance,
): Metric {
  return {
    group: 'latency',
    scope,
    name,
    unit: 'ms',
    better: 'lower',
    things: 'answers',
    method: 'Woodruff, exact binomial ranks',
    fewest: computeFewest(p, confidence),
    needed: scope === 'run' && p < 0.99,
    tolerance: (earlier) => Math.max(tolerance.ms, earlier * tolerance.ratio),
    read(runs) {
      const blocks = listBlocks(runs, scope);
      const sorted = blocks.flatMap(({ latenciesMs }) => latenciesMs).sort((a, b) => a - b);
      if (sorted.length === 0) return null;
      const { value } = computePercentile(sorted, p, sorted.length, confidence);
      const effective = computeEffectiveCount(
        blocks.map(({ stratum, latenciesMs }) => ({
          stratum,
          count: latenciesMs.length,
          hits: latenciesMs.filter((ms) => ms <= value).length,
        })),
        confidence,
      );
      return {
        ...computePercentile(sorted, p, effective, confidence),
        samples: sorted.length,
        effective,
      };
    },
  };
}

/** A fifth of the bound on the rate; the bound itself for answers that are degraded, which chaos makes. */
function toRateTolerance(service: Service, id: Id, { bounds, own }: Plan): number {
  if (id === 'transport_errors') return bounds.maxTransportErrorRatio * HEALTHY_SHARE;
  if (id === service.degraded) return bounds.maxBaselineDegradedRatio;
  const bound = service.rates.find(({ flag }) => flag === id)?.boundOption;
  return (bound === undefined ? bounds.max5xxRatio : Number(own[bound])) * HEALTHY_SHARE;
}

function createRate(
  service: Service,
  scope: Scope,
  { id, among }: Rate,
  confidence: number,
  plan: Plan,
): Metric {
  return {
    group: 'rate',
    scope,
    name: id,
    unit: 'share',
    better: 'lower',
    things: among,
    method: 'Wilson',
    fewest: FEWEST_FOR_RATE,
    needed: scope === 'run',
    tolerance: () => toRateTolerance(service, id, plan),
    read(runs) {
      const counts = listBlocks(runs, scope).map((block) => ({
        stratum: block.stratum,
        count: among === 'calls' ? block.calls : block.latenciesMs.length,
        hits: block.hits[id] ?? 0,
      }));
      const samples = counts.reduce((total, { count }) => total + count, 0);
      const hits = counts.reduce((total, block) => total + block.hits, 0);
      if (samples === 0) return null;
      const effective = computeEffectiveCount(counts, confidence);
      return { ...computeShare(hits, samples, effective, confidence), samples, effective };
    },
  };
}

function createLoad(scope: Scope, confidence: number): Metric {
  return {
    group: 'load',
    scope,
    name: 'journeys_started',
    unit: 'share',
    better: 'higher',
    things: 'journeys due',
    method: 'Wilson',
    fewest: 1,
    needed: scope === 'run',
    tolerance: () => MAX_DROPPED,
    read(runs) {
      const due = runs.reduce((total, run) => total + computeDue(run, scope), 0);
      const started = listBlocks(runs, scope).reduce((total, block) => total + block.journeys, 0);
      // A journey due at the end of a phase may start in the next.
      const hits = Math.min(due, started);
      return due === 0
        ? null
        : { ...computeShare(hits, due, due, confidence), samples: Math.round(due), effective: due };
    },
  };
}

function computeDue({ plan, summary }: TakenRun, scope: Scope): number {
  if (scope === 'run') return summary.totals.journeys_due;
  return computeJourneysDue(computeSegments(plan.timing), summary.total_seconds, scope);
}

function createRecovery(mode: string, confidence: number, plan: Plan): Metric {
  const scale = computeRecoveryScale(plan.timing.cycleSec, plan.bounds.maxRecoverSec);
  return {
    group: 'recovery',
    scope: mode,
    name: 'p50',
    unit: 's',
    better: 'lower',
    things: 'recoveries watched',
    method: 'exact binomial ranks',
    fewest: computeFewest(0.5, confidence),
    needed: false,
    // Recovery is seen in buckets: half of one more is one more by chance.
    tolerance: () => scale.bucketSec,
    read(runs) {
      const sorted = runs
        .flatMap(({ summary }) => summary.chaos_windows)
        .filter(
          (window) =>
            window.mode === mode && (window.recovery === 'recovered' || window.recovery === 'not_recovered'),
        )
        // One that was never seen to be over took at least as long as is allowed.
        .map(({ recover_s }) => recover_s ?? scale.withinSec)
        .sort((a, b) => a - b);
      const samples = sorted.length;
      return samples === 0
        ? null
        : { ...computePercentile(sorted, 0.5, samples, confidence), samples, effective: samples };
    },
  };
}

/** How many metrics a plan has: their bands hold together. */
export function countMetrics(service: Service, plan: Plan): number {
  return listMetrics(service, plan, 0.99, { ms: 0, ratio: 0 }).length;
}

/**
 * Every metric of runs under this plan.
 * @param confidence of each band
 */
export function listMetrics(
  service: Service,
  plan: Plan,
  confidence: number,
  tolerance: LatencyTolerance,
): readonly Metric[] {
  const segments = computeSegments(plan.timing);
  const played = PHASES.filter((phase) => computePhaseSec(segments, phase, plan.timing.totalSec) > 0);
  const scopes: readonly Scope[] = played.length > 1 ? ['run', ...played] : ['run'];
  return [
    ...scopes.flatMap((scope) => [
      ...PERCENTILES.map((percentile) => createLatency(scope, percentile, confidence, tolerance)),
      ...listRates(service).map((rate) => createRate(service, scope, rate, confidence, plan)),
      createLoad(scope, confidence),
    ]),
    ...(plan.chaos.enabled ? plan.chaos.modes.map((mode) => createRecovery(mode, confidence, plan)) : []),
  ];
}
