// The rows of the journal (events.ndjson): one JSON object a line, written by k6 and Node, read by everything after.

import { type Findings, isReceived } from '../answer/findings.ts';
import type { Id, Service } from '../service/service.ts';
import { withoutMark } from '../text/ends.ts';
import { findCountsFault } from './counts/counts-fault.ts';
import type { JournalRow } from './row-schema.ts';
import { toVersion2 } from './version-1.ts';

export type { JournalRow } from './row-schema.ts';

/** A row of this type. */
export type RowOf<T extends JournalRow['type']> = Extract<JournalRow, { type: T }>;

/** True for rows of this type: what `filter`, `find` and `findLast` take. */
export const isRow =
  <T extends JournalRow['type']>(type: T) =>
  (row: JournalRow): row is RowOf<T> =>
    row.type === type;

const BESIDE: ReadonlySet<JournalRow['type']> = new Set([
  ...(['resources.read', 'upstream.read'] as const),
  ...(['toxic.on', 'toxic.off'] as const),
]);

/** True for a row that the gate beside k6 writes, which writes down at last how k6 ended. A plain k6 leaves neither. */
export const isBeside = ({ type }: JournalRow): boolean => BESIDE.has(type);

/**
 * One call of a journey. `request_phase` is the step, `load_phase` the phase of the schedule in which the call began. Beside
 * the fields that its type knows it has one of 0 or 1 for each flag of the service that breaks no promise: see `hasFlag`.
 */
export type ResponseRow = RowOf<'response'>;
/** A failing sample, as it was sent and received. */
export type FailureRow = RowOf<'failure'>;
type Reading = RowOf<'upstream.read'>;
/** What the service's upstream leg did so far, as running totals. Null where the service does not report them. */
export type UpstreamTotals = Omit<Reading, 'ts' | 'type' | 'point' | 'window' | 'mode'>;
/** What a reading of the upstream leg bounds: a stretch of the baseline, or of one toxic slot. */
export type ReadingPoint = Reading['point'];

const bit = (value: boolean) => (value ? 1 : 0);

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
    response_received: bit(isReceived(findings.violations)),
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
 * @throws SyntaxError for a line that is no JSON object with `ts` and `type`, or counts that do not agree with themselves
 */
export function parseRow(line: string): JournalRow {
  const row: unknown = JSON.parse(withoutMark(line));
  if (typeof row !== 'object' || row === null || !('type' in row) || !('ts' in row)) {
    throw new SyntaxError('a journal line without ts and type');
  }
  const known = toVersion2(row) as JournalRow;
  const fault = known.type === 'counts' ? findCountsFault(known) : undefined;
  if (fault !== undefined) throw new SyntaxError(`a row of counts that ${fault}`);
  return known;
}
