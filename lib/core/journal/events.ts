// The rows of the journal (events.ndjson): one JSON object a line, written by k6 and Node, read by everything after.

import type { Findings, ViolationId } from '../../../services/aurora/answer/invariants.ts';
import type { JourneyId, Lang, StepId } from '../../../services/aurora/journeys.ts';
import type { FaultId } from '../faults/table.ts';
import type { OptionValues } from '../options/option.ts';
import type { Phase } from '../plan/schedule.ts';
import type { Counts } from './counters.ts';

type Bit = 0 | 1;

/** One call of a journey. `request_phase` is the step, `load_phase` the phase of the schedule in which the call began. */
export interface ResponseRow {
  /** When the call ended, epoch seconds with a fraction. */
  readonly ts: number;
  readonly type: 'response';
  /** Which journey of the run, from 0, and which call of it, from 0. */
  readonly n: number;
  readonly call: number;
  readonly journey: JourneyId;
  readonly request_phase: StepId;
  readonly load_phase: Phase;
  readonly lang: Lang;
  /** HTTP status, 0 when nothing came back. */
  readonly code: number;
  readonly duration_ms: number;
  readonly request_id: string;
  readonly violations: readonly ViolationId[];
  readonly detail: string;
  readonly retried: Bit;
  readonly response_received: Bit;
  readonly judged: Bit;
  readonly notice: Bit;
  readonly safety_block: Bit;
  readonly low_confidence: Bit;
  readonly timeout_degraded: Bit;
  readonly reco_output_guard_fallback: Bit;
  readonly rollout_broken: Bit;
  /** The fault on the edge that may have cost the call its answer; left out where there was none. */
  readonly edge_fault?: FaultId;
}

/** A failing sample, as it was sent and received. Bodies are cut to a bound. */
export interface FailureRow {
  readonly ts: number;
  readonly type: 'failure';
  readonly n: number;
  readonly call: number;
  readonly violations: readonly ViolationId[];
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
  | { ts: number; type: 'run.started'; run_id: string; options: OptionValues; base: string; seed: number }
  | { ts: number; type: 'phase.entered'; phase: Phase }
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
  | 'lang'
  | 'code'
  | 'duration_ms'
  | 'request_id'
  | 'edge_fault'
> & { readonly retried: boolean };

/** The journal row of one call. */
export function toResponseRow(call: CallFacts, findings: Findings): ResponseRow {
  const { retried, ...facts } = call;
  return {
    ...facts,
    type: 'response',
    violations: findings.violations,
    detail: findings.detail,
    retried: bit(retried),
    response_received: bit(!findings.violations.includes('transport_error')),
    judged: bit(findings.judged),
    notice: bit(findings.notice),
    safety_block: bit(findings.safetyBlock),
    low_confidence: bit(findings.lowConfidence),
    timeout_degraded: bit(findings.timeoutDegraded),
    reco_output_guard_fallback: bit(findings.guardFallback),
    rollout_broken: bit(findings.rolloutBroken),
  };
}

/** What was found in the answer that a row stands for: the inverse of `toResponseRow`. */
export function toFindings(row: ResponseRow): Findings {
  return {
    violations: row.violations,
    detail: row.detail,
    judged: row.judged === 1,
    notice: row.notice === 1,
    safetyBlock: row.safety_block === 1,
    lowConfidence: row.low_confidence === 1,
    timeoutDegraded: row.timeout_degraded === 1,
    guardFallback: row.reco_output_guard_fallback === 1,
    rolloutBroken: row.rollout_broken === 1,
  };
}

/**
 * One line of the journal → row.
 * @throws SyntaxError for a line that is no JSON object with `ts` and `type`
 */
export function parseRow(line: string): JournalRow {
  const row: unknown = JSON.parse(line);
  if (typeof row !== 'object' || row === null || !('type' in row) || !('ts' in row)) {
    throw new SyntaxError('a journal line without ts and type');
  }
  return row as JournalRow;
}

/** A call that got no answer, and a fault on the edge that may have cost it. */
export const isExplained = ({ edge_fault, violations }: ResponseRow) =>
  edge_fault !== undefined && violations.includes('transport_error');
