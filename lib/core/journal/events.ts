// The rows of the journal (events.ndjson): one JSON object a line, written by k6 and Node, read by everything after.

import type { Findings } from '../answer/findings.ts';
import type { FaultId } from '../faults/table.ts';
import type { OptionValues } from '../options/option.ts';
import type { Phase } from '../plan/schedule.ts';
import type { Id, Service } from '../service/service.ts';
import type { Counts } from './counters.ts';
import { toVersion2 } from './version-1.ts';

type Bit = 0 | 1;

/**
 * One call of a journey. `request_phase` is the step, `load_phase` the phase of the schedule in which the call began. Beside
 * these fields it has one of 0 or 1 for each flag of the service that breaks no promise: see `hasFlag`.
 */
export interface ResponseRow {
  /** When the call ended, epoch seconds with a fraction. */
  readonly ts: number;
  readonly type: 'response';
  /** Which journey of the run, from 0, and which call of it, from 0. */
  readonly n: number;
  readonly call: number;
  readonly journey: Id;
  readonly request_phase: Id;
  readonly load_phase: Phase;
  readonly variant: Id;
  /** HTTP status, 0 when nothing came back. */
  readonly code: number;
  readonly duration_ms: number;
  readonly request_id: string;
  readonly violations: readonly Id[];
  readonly detail: string;
  readonly retried: Bit;
  readonly response_received: Bit;
  readonly judged: Bit;
  /** The fault on the edge that may have cost the call its answer; left out where there was none. */
  readonly edge_fault?: FaultId;
}

/** A failing sample, as it was sent and received. Bodies are cut to a bound. */
export interface FailureRow {
  readonly ts: number;
  readonly type: 'failure';
  readonly n: number;
  readonly call: number;
  readonly violations: readonly Id[];
  readonly detail: string;
  readonly request: {
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the service's upstream leg did so far, as running totals. Null where the service does not tell. */
export interface UpstreamTotals {
  readonly calls: number | null;
  readonly errors: number | null;
  readonly durationMs: number | null;
  /** Bytes that Toxiproxy carried, both ways. */
  readonly bytes: number | null;
  /** How long Toxiproxy held a connection of ours that was over, where a fault of the run is to be seen by it. Not a total. */
  readonly heldMs?: number;
  /**
   * `answers` where the service tells nothing of its upstream calls: then these are its answers that need the upstream.
   * `edge` where the faults stand before the service: then these are k6's own calls.
   */
  readonly source?: 'answers' | 'edge';
}

/** What a reading of the upstream leg bounds: a stretch of the baseline, or of one toxic slot. */
export type ReadingPoint = 'baseline_start' | 'baseline_end' | 'slot_start' | 'slot_end';

export type JournalRow =
  | ResponseRow
  | FailureRow
  | {
      ts: number;
      type: 'run.started';
      /** The id of the service that was asked for; what its folder was called. */
      service: string;
      run_id: string;
      options: OptionValues;
      base: string;
      seed: number;
    }
  | { ts: number; type: 'phase.entered'; phase: Phase }
  /** A journey ended before this step, for which an earlier answer left nothing. */
  | { ts: number; type: 'journey.cut'; n: number; step: Id; missing: string }
  | { ts: number; type: 'toxic.on'; window: number; mode: FaultId; read_back: boolean; why: string }
  | {
      ts: number;
      type: 'toxic.off';
      window: number;
      mode: FaultId;
      healed: boolean;
      rung: string;
      why: string;
    }
  | ({
      ts: number;
      type: 'upstream.read';
      point: ReadingPoint;
      window: number;
      mode: FaultId | null;
    } & UpstreamTotals)
  /** Something else than the run touched its proxy while no fault was on: from `since` on baseline was none. */
  | { ts: number; type: 'baseline.disturbed'; since: number; why: string }
  | { ts: number; type: 'gate.crossed'; gate: string; value: number; limit: number; why: string }
  | { ts: number; type: 'run.stopped'; gate: string; why: string }
  | { ts: number; type: 'suite.error'; why: string }
  | { ts: number; type: 'k6.summary'; totals: Counts }
  | { ts: number; type: 'k6.exited'; code: number; signal: string | null }
  | { ts: number; type: 'run.signalled'; signal: string }
  | { ts: number; type: 'leftover.healed'; why: string }
  | { ts: number; type: 'verdict'; outcome: string; why: string };

/** A row of this type. */
export type RowOf<T extends JournalRow['type']> = Extract<JournalRow, { type: T }>;

/** True for rows of this type: what `filter`, `find` and `findLast` take. */
export const isRow =
  <T extends JournalRow['type']>(type: T) =>
  (row: JournalRow): row is RowOf<T> =>
    row.type === type;

const bit = (value: boolean): Bit => (value ? 1 : 0);

/** What is known of a call besides what was found in its answer. */
export type CallFacts = Pick<
  ResponseRow,
  | 'ts'
  | 'n'
  | 'call'
  | 'journey'
  | 'request_phase'
  | 'load_phase'
  | 'variant'
  | 'code'
  | 'duration_ms'
  | 'request_id'
  | 'edge_fault'
> & { readonly retried: boolean };

/** The journal row of one call. */
export function toResponseRow(
  { rowFlags }: Pick<Service, 'rowFlags'>,
  call: CallFacts,
  findings: Findings,
): ResponseRow {
  const { retried, ...facts } = call;
  return {
    ...facts,
    type: 'response',
    violations: findings.violations,
    detail: findings.detail,
    retried: bit(retried),
    response_received: bit(!findings.violations.includes('transport_error')),
    judged: bit(findings.judged),
    ...Object.fromEntries(rowFlags.map((id) => [id, bit(findings.flags.includes(id))])),
  };
}

/** True where the answer of a row has this flag of its service. */
export function hasFlag(row: ResponseRow, flag: Id): boolean {
  return (row as unknown as Readonly<Record<Id, unknown>>)[flag] === 1;
}

/** What was found in the answer that a row stands for: the inverse of `toResponseRow`. */
export function toFindings({ rowFlags }: Pick<Service, 'rowFlags'>, row: ResponseRow): Findings {
  return {
    violations: row.violations,
    detail: row.detail,
    judged: row.judged === 1,
    flags: rowFlags.filter((id) => hasFlag(row, id)),
  };
}

/**
 * One line of the journal → row. A row of version 1 comes as one of version 2.
 * @throws SyntaxError for a line that is no JSON object with `ts` and `type`
 */
export function parseRow(line: string): JournalRow {
  const row: unknown = JSON.parse(line);
  if (typeof row !== 'object' || row === null || !('type' in row) || !('ts' in row)) {
    throw new SyntaxError('a journal line without ts and type');
  }
  return toVersion2(row) as JournalRow;
}

/** A call that got no answer, and a fault on the edge that may have cost it. */
export const isExplained = ({ edge_fault, violations }: ResponseRow) =>
  edge_fault !== undefined && violations.includes('transport_error');
