// Rows of a k6 → the same with answers that broke nothing counted: what runs beside each k6 where a journal is one of counts.
import { isErrorStatus } from '../../answer/status.ts';
import { addLatency, type Histogram, MAX_MS, toHistogramData } from '../../digest/histogram.ts';
import type { Id, Service } from '../../service/service.ts';
import { hasFlag, type JournalRow, type ResponseRow } from '../events.ts';
import type { CountsRow } from './counts-row-schema.ts';
import { toSteps } from './numbers.ts';

/**
 * In a row of so many answers at the most each one's time is written, in one of more their histograms, which are half as long and are
 * read at once. A k6 that plays no more than that in a second loses nothing that is judged; a core plays some 1,000.
 */
export const TOLD_ONE_BY_ONE = 128;

/** What a reducer knows of a service. */
export interface CountedFlags {
  /** The 0/1 fields of a row. */
  readonly rowFlags: readonly Id[];
  /** Those that a promise is about, or a gate bounds. */
  readonly boundedFlags: readonly Id[];
}

/** The same of this service. */
export const listCountedFlags = ({
  rowFlags,
  promises,
  rates,
}: Pick<Service, 'rowFlags' | 'promises' | 'rates'>): CountedFlags => ({
  rowFlags,
  boundedFlags: [...promises, ...rates].map(({ flag }) => flag),
});

export interface Reducer {
  /** Takes the next row of the k6, in the order in which it wrote them. Returns what is handed on now. */
  add(row: JournalRow): readonly JournalRow[];
  /** Hands on what is held back. */
  flush(): readonly JournalRow[];
}

interface Kind extends Pick<ResponseRow, 'journey' | 'request_phase' | 'load_phase' | 'variant' | 'call'> {
  readonly row: ResponseRow;
  readonly flags: readonly Id[];
  readonly endedMs: number[];
  readonly durationMs: number[];
}

const toMs = (sec: number) => Math.round(sec * 1000);

/**
 * Nothing is held back longer than the second in which it happened goes on. An answer that a gate may hold against anybody is handed on
 * as it is, and before it all that came earlier: whoever reads on meets it with the same counts as in a journal of rows.
 * @param oneByOne see `TOLD_ONE_BY_ONE`
 */
export function createReducer(
  { rowFlags, boundedFlags }: CountedFlags,
  oneByOne: number = TOLD_ONE_BY_ONE,
): Reducer {
  const bounded = new Set(boundedFlags);
  const kinds = new Map<string, Kind>();
  const numbers = new Map<number, number[]>();
  let firstMs = 0;
  let lastMs = Number.NEGATIVE_INFINITY;

  /** True for one that can be told by counts: it broke nothing, no gate bounds what it is, and it is not of a second that is over. */
  function isCountable(row: ResponseRow): boolean {
    return (
      row.violations.length === 0 &&
      row.response_received === 1 &&
      !isErrorStatus(row.code) &&
      row.duration_ms >= 0 &&
      row.duration_ms < MAX_MS &&
      toMs(row.ts) / 1000 === row.ts &&
      toMs(row.ts) >= Math.floor(lastMs / 1000) * 1000 &&
      !rowFlags.some((flag) => hasFlag(row, flag) && bounded.has(flag))
    );
  }

  function count(row: ResponseRow): void {
    const flags = rowFlags.filter((flag) => hasFlag(row, flag));
    const { journey, request_phase, load_phase, variant, call } = row;
    const key = `${journey} ${request_phase} ${load_phase} ${variant} ${call} ${row.code} ${row.retried} ${row.judged} ${row.edge_fault} ${flags}`;
    let kind = kinds.get(key);
    if (!kind) {
      kind = { row, flags, journey, request_phase, load_phase, variant, call, endedMs: [], durationMs: [] };
      kinds.set(key, kind);
    }
    const endedMs = toMs(row.ts);
    kind.endedMs.push(endedMs);
    kind.durationMs.push(row.duration_ms);
    const own = numbers.get(call);
    if (own) own.push(row.n);
    else numbers.set(call, [row.n]);
    firstMs = kinds.size === 1 && kind.endedMs.length === 1 ? endedMs : Math.min(firstMs, endedMs);
    lastMs = Math.max(lastMs, endedMs);
  }

  function toAnswers(
    { row, flags, endedMs, durationMs, ...kind }: Kind,
    each: boolean,
  ): CountsRow['answers'][number] {
    const { code, retried, judged, edge_fault } = row;
    return {
      ...kind,
      ...{ code, retried, judged, flags },
      ...(edge_fault === undefined ? {} : { edge_fault }),
      times: endedMs.length,
      ...(each
        ? { at_ms: endedMs.map((ms) => ms - firstMs), duration_ms: durationMs }
        : { latency: toLatency(durationMs) }),
    };
  }

  function flush(): readonly JournalRow[] {
    if (kinds.size === 0) return [];
    const each = [...kinds.values()].reduce((sum, { endedMs }) => sum + endedMs.length, 0) <= oneByOne;
    const row: CountsRow = {
      ts: lastMs / 1000,
      type: 'counts',
      since_ts: firstMs / 1000,
      numbers: [...numbers]
        .sort(([a], [b]) => a - b)
        .map(([call, own]) => ({ call, n: toSteps(own.sort((a, b) => a - b)) })),
      answers: [...kinds.values()].map((kind) => toAnswers(kind, each)),
    };
    kinds.clear();
    numbers.clear();
    return [row];
  }

  return {
    add(row) {
      // They tell of an answer that was handed on before them, and count nothing.
      if (row.type === 'failure' || row.type === 'journey.cut') return [row];
      if (row.type !== 'response' || !isCountable(row)) return [...flush(), row];
      const isNextSecond = Math.floor(toMs(row.ts) / 1000) > Math.floor(lastMs / 1000);
      const over = isNextSecond ? flush() : [];
      count(row);
      return over;
    },
    flush,
  };
}

function toLatency(durationsMs: readonly number[]): number[] {
  const histogram: Histogram = new Map();
  for (const ms of durationsMs) addLatency(histogram, ms);
  return toHistogramData(histogram);
}
