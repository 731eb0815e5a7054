// The answers of a row, whether it is one of one answer or of many: the one place where counts become answers again.
import { parseHistogramData, toMiddleMs } from '../../digest/histogram.ts';
import type { Service } from '../../service/service.ts';
import type { JournalRow, ResponseRow } from '../events.ts';
import type { CountsRow } from './counts-row-schema.ts';

/** What is known of answers that are told together. */
export interface Alike {
  readonly times: number;
  /** When the first of their calls ended, epoch seconds; the last did at `ts` of the row. */
  readonly sinceSec: number;
  /** How long so many of them took, in ms, each within `LATENCY_ERROR`. */
  readonly latency: readonly (readonly [ms: number, times: number])[];
}

/**
 * An answer as all who count answers take it. With `alike` it stands for many: `duration_ms` is then that of the slowest. One that
 * comes out of counts has no number of its journey (-1), no id and no detail.
 */
export type AnswerRow = ResponseRow & { readonly alike?: Alike };

/** How many answers it stands for. */
export const timesOf = ({ alike }: AnswerRow): number => alike?.times ?? 1;

/** How long they took, in ms, and how many of them did. */
export const latenciesOf = ({ alike, duration_ms }: AnswerRow): Alike['latency'] =>
  alike?.latency ?? [[duration_ms, 1]];

const NONE: readonly AnswerRow[] = [];

/** The answers that a row tells of, in the order of their ends; none for a row of another type. */
export function listAnswers(service: Pick<Service, 'rowFlags'>, row: JournalRow): readonly AnswerRow[] {
  if (row.type === 'response') return [row];
  if (row.type !== 'counts') return NONE;
  return row.answers.flatMap((kind) => toRows(service, row, kind)).sort((a, b) => a.ts - b.ts);
}

/** Key by key: a copy of the rest of the kind costs as much as all else that is done here. */
function toRow(
  { rowFlags }: Pick<Service, 'rowFlags'>,
  { ts, runner }: CountsRow,
  kind: CountsRow['answers'][number],
): AnswerRow {
  const row: AnswerRow = {
    ts,
    type: 'response',
    n: -1,
    call: kind.call,
    journey: kind.journey,
    request_phase: kind.request_phase,
    load_phase: kind.load_phase,
    variant: kind.variant,
    code: kind.code,
    duration_ms: 0,
    request_id: '',
    violations: [],
    detail: '',
    retried: kind.retried,
    response_received: 1,
    judged: kind.judged,
    ...(kind.edge_fault === undefined ? {} : { edge_fault: kind.edge_fault }),
    ...(runner === undefined ? {} : { runner }),
  };
  const flags = row as unknown as Record<string, unknown>;
  for (const id of rowFlags) flags[id] = kind.flags.includes(id) ? 1 : 0;
  return row;
}

function toRows(
  service: Pick<Service, 'rowFlags'>,
  counts: CountsRow,
  kind: CountsRow['answers'][number],
): readonly AnswerRow[] {
  const row = toRow(service, counts, kind);
  const { since_ts } = counts;
  const { at_ms = [], duration_ms = [], latency, times } = kind;
  if (latency === undefined) {
    const sinceMs = Math.round(since_ts * 1000);
    return at_ms.map((ms, i) => ({ ...row, ts: (sinceMs + ms) / 1000, duration_ms: duration_ms[i] ?? 0 }));
  }
  const bins = [...parseHistogramData(latency)].map(([bin, held]) => [toMiddleMs(bin), held] as const);
  return [
    {
      ...row,
      duration_ms: bins.at(-1)?.[0] ?? 0,
      alike: { times, sinceSec: since_ts, latency: bins },
    },
  ];
}
