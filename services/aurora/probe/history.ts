// The runs before this one, as the state file keeps them: what tells a passing flake from a failure that lasts.
import { toJsonOrNone } from '../../../lib/core/text/json.ts';

/** Raised when a reader of an older file would misread a newer one. */
export const STATE_SCHEMA_VERSION = 1;

/** What is remembered of a run. */
export interface RunRecord {
  readonly run_id: string;
  /** When it was recorded, ISO 8601. */
  readonly at: string;
  /** The service it asked; `embedded` for the one of this repository. */
  readonly base: string;
  readonly sample_count: number;
  readonly failed_count: number;
  readonly outcome: string;
}

export interface ProbeState {
  readonly schema_version: typeof STATE_SCHEMA_VERSION;
  readonly runs: readonly RunRecord[];
}

export type ParsedState =
  | { readonly kind: 'state'; readonly state: ProbeState }
  | { readonly kind: 'corrupt'; readonly why: string }
  | { readonly kind: 'newer'; readonly version: number };

export const EMPTY_STATE: ProbeState = { schema_version: STATE_SCHEMA_VERSION, runs: [] };

const isRecord = (value: unknown): value is RunRecord => {
  if (typeof value !== 'object' || value === null) return false;
  const run = value as Partial<Record<keyof RunRecord, unknown>>;
  return (
    typeof run.run_id === 'string' &&
    typeof run.at === 'string' &&
    Number.isFinite(Date.parse(run.at)) &&
    typeof run.base === 'string' &&
    typeof run.sample_count === 'number' &&
    typeof run.failed_count === 'number' &&
    typeof run.outcome === 'string'
  );
};

/** The text of a state file → state, or why it is none. */
export function parseState(text: string): ParsedState {
  const value = toJsonOrNone(text);
  if (value === undefined)
    return { kind: 'corrupt', why: text.trim() === '' ? 'it is empty' : 'it is not JSON' };
  if (typeof value !== 'object' || value === null) return { kind: 'corrupt', why: 'it holds no object' };
  const { schema_version: version, runs } = value as { schema_version?: unknown; runs?: unknown };
  if (typeof version === 'number' && version > STATE_SCHEMA_VERSION) return { kind: 'newer', version };
  if (version !== STATE_SCHEMA_VERSION)
    return { kind: 'corrupt', why: `its schema_version is not ${STATE_SCHEMA_VERSION}` };
  if (!Array.isArray(runs) || !runs.every(isRecord))
    return { kind: 'corrupt', why: 'its runs are not records of runs' };
  return { kind: 'state', state: { schema_version: STATE_SCHEMA_VERSION, runs } };
}

/** Enough to look back on a day of a run every five minutes, and a bound for the file. */
const MAX_RUNS = 500;

/** The state with one run more, and the oldest ones let go. */
export function addRun(state: ProbeState, run: RunRecord): ProbeState {
  return { ...state, runs: [...state.runs, run].slice(-MAX_RUNS) };
}

/**
 * The runs against `base` that had a failed request and were recorded within `windowMs` of `nowMs`.
 * On either side: a clock that was set back must not hide them.
 */
export function listFailingRuns(
  state: ProbeState,
  base: string,
  nowMs: number,
  windowMs: number,
): readonly RunRecord[] {
  return state.runs.filter(
    (run) => run.base === base && run.failed_count > 0 && Math.abs(nowMs - Date.parse(run.at)) <= windowMs,
  );
}
