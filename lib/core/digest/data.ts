// The digest of a run as JSON: what the feed sends, the page draws and the report holds.

import type { FaultId } from '../faults/table.ts';
import type { Gate } from '../gates/gates.ts';
import { type Counts, createCounts } from '../journal/counters.ts';
import type { RequestTimings } from '../journal/timings-schema.ts';
import type { OptionValues } from '../options/option.ts';
import type { Plan } from '../plan/plan.ts';
import type { Phase, Timing } from '../plan/schedule.ts';
import type { Mix } from '../service/journeys.ts';
import type { Id, Service } from '../service/service.ts';
import { type BucketsData, createBuckets } from './buckets.ts';
import type { GateMeterData } from './gate-meter.ts';
import type { HistogramData } from './histogram.ts';

export const DIGEST_VERSION = 3;

/** What core does not know of itself: the service, and profiles and gates, which are data in thresholds/. */
export interface DigestRules {
  readonly profiles: Readonly<Record<string, OptionValues>>;
  readonly service: Service;
  listGates(service: Service, plan: Plan): readonly Gate[];
}

/** What was asked of the run. */
export interface RunFacts extends Pick<Plan, 'service' | 'profile' | 'seed' | 'once' | 'timeScale'> {
  readonly runId: string;
  readonly base: string;
  readonly options: OptionValues;
  readonly timing: Timing;
  readonly mix: Mix;
  readonly chaos: Pick<Plan['chaos'], 'enabled' | 'leg' | 'modes'>;
  readonly gates: readonly Gate[];
}

/** A stretch of the run; `toSec` is null while it goes on. */
export interface PhaseSpan {
  readonly phase: Phase;
  readonly fromSec: number;
  readonly toSec: number | null;
}
export interface ToxicSpan {
  readonly window: number;
  readonly mode: FaultId;
  readonly fromSec: number;
  readonly toSec: number | null;
  readonly readBack: boolean;
  readonly healed: boolean;
}

/** What one phase, one journey of one variant, or one route in one phase came to so far. */
export interface GroupData {
  readonly journeys: number;
  readonly requests: number;
  /** Calls without an answer, or with a status of 400 or above: what k6's `http_req_failed` counts. */
  readonly errors: number;
  readonly violations: number;
  /** The slowest answer in ms; 0 where none came. */
  readonly maxMs: number;
  readonly latency: HistogramData;
}

export interface Crossing {
  readonly atSec: number;
  readonly gate: string;
  readonly value: number;
  readonly limit: number;
  readonly why: string;
}

/** Something that was said about the run as a whole: what stopped it, what broke beside it. */
export interface Note {
  readonly atSec: number;
  readonly kind: string;
  readonly text: string;
}

/** A failing sample, without what was sent and received. */
export interface FailureNote {
  readonly atSec: number;
  readonly n: number;
  readonly call: number;
  readonly violations: readonly Id[];
  readonly detail: string;
  readonly path: string;
  readonly status: number;
}

export interface DigestData {
  readonly version: typeof DIGEST_VERSION;
  /** Rows taken in. */
  readonly rows: number;
  /** Of them, those that were left out: not what their type says, or of another time than the run. */
  readonly oddRows: number;
  /** Epoch seconds; null before the run began. Every other moment in the digest is a second of the run, counted from here. */
  readonly startedSec: number | null;
  /** The latest moment of any row, as a second of the run. */
  readonly latestSec: number;
  /** When k6 ended its clock; null while the run is on. */
  readonly endedSec: number | null;
  /** Null before `run.started`. */
  readonly run: RunFacts | null;
  readonly totals: Counts;
  readonly buckets: BucketsData;
  readonly meters: Readonly<Record<string, GateMeterData>>;
  readonly phases: Readonly<Record<string, GroupData>>;
  /** By `journey.variant`. */
  readonly journeys: Readonly<Record<string, GroupData>>;
  /** By route, and in it by phase; only those that were called. */
  readonly routes: Readonly<Record<Id, Readonly<Record<string, GroupData>>>>;
  /** Where the time of a request went; null until k6 tells it at its end. */
  readonly timings: RequestTimings | null;
  readonly phaseSpans: readonly PhaseSpan[];
  readonly toxicSpans: readonly ToxicSpan[];
  readonly crossings: readonly Crossing[];
  readonly notes: readonly Note[];
  /** The latest last, at most 20. */
  readonly failures: readonly FailureNote[];
  readonly verdict: { readonly outcome: string; readonly why: string } | null;
}

/** What a digest holds before its first row. */
export function createDigestData(service: Service): DigestData {
  return {
    version: DIGEST_VERSION,
    rows: 0,
    oddRows: 0,
    startedSec: null,
    latestSec: 0,
    endedSec: null,
    run: null,
    totals: createCounts(service),
    buckets: createBuckets().toJSON(),
    meters: {},
    phases: {},
    journeys: {},
    routes: {},
    timings: null,
    phaseSpans: [],
    toxicSpans: [],
    crossings: [],
    notes: [],
    failures: [],
    verdict: null,
  };
}
