// What a decision looks at. Everything here was told by somebody else, and may be missing, old or nonsense.
import type { Effort } from '../../lib/core/evidence/effort-schema.ts';
import type { Resource } from './policy-words.ts';

/** What was asked of another server: an answer and when it was read, or why there is none. */
export type Reading<T> =
  | { readonly atMs: number; readonly value: T }
  | { readonly atMs: number; readonly missing: string };

/** Events of an SLO in one window, and how many of them broke it. */
export interface Counts {
  readonly bad: number;
  readonly all: number;
}

/** Something of both versions. */
export interface Cohorts<T> {
  readonly canary: T;
  readonly stable: T;
}

/** How many answers took longer than each bound, of how many. */
export interface Slower {
  readonly all: number;
  /** In the order of the bounds. */
  readonly above: readonly number[];
}

/** The events of both versions in one window of time; windows follow one another and do not overlap. */
export interface CountWindow {
  readonly fromMs: number;
  readonly toMs: number;
  /** By SLO id. */
  readonly slos: Readonly<Record<string, Cohorts<Counts>>>;
  /** Undefined where the service shows no histogram. The bounds are in seconds, rising, and the same in every window. */
  readonly latency: { readonly boundsS: readonly number[]; readonly cohorts: Cohorts<Slower> } | undefined;
}

/** What was counted since the last look. */
export interface Counted {
  readonly windows: readonly CountWindow[];
  /** Until when everything is known; a window may end earlier, since only whole ones are counted. */
  readonly knownUntilMs: number;
  /** Pod → when it was seen first. */
  readonly pods: Readonly<Record<string, number>>;
}

export const FLOW_OUTCOMES = ['pass', 'fail', 'inconclusive', 'never'] as const;

/** One synthetic flow, as the prober tells it. */
export interface FlowState {
  readonly id: string;
  readonly target: string;
  readonly outcome: (typeof FLOW_OUTCOMES)[number];
  /** When its last run ended; null where none did. */
  readonly atMs: number | null;
  /** How many runs since the canary began ended like the last one, without a gap, as far as that is sure. */
  readonly alike?: number;
}

/** The verdict of a run of the gate against the canary. */
export interface GateVerdict {
  readonly outcome: 'pass' | 'fail' | 'inconclusive';
  readonly finishedAtMs: number;
  /** How much it tried; undefined where it does not tell. */
  readonly tried: Effort | undefined;
}

/** What one pod uses in the mean: cores, bytes or calls. */
export type Usage = Readonly<Partial<Record<Resource, Cohorts<number>>>>;

/** Everything that one look has found. */
export interface Measurements {
  readonly nowMs: number;
  readonly canary: string;
  readonly stable: string;
  readonly step: number;
  readonly counts: Reading<Counted>;
  readonly flows: Reading<readonly FlowState[]>;
  readonly gate: Reading<GateVerdict>;
  readonly usage: Reading<Usage>;
}
