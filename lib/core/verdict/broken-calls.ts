// Which calls broke what: by route and status, and for each gate the answer that tells most. Added up row by row, in bounded memory.

import type { Gate } from '../gates/gates.ts';
import { type AnswerRow, timesOf } from '../journal/counts/answers.ts';
import { type FailureRow, hasFlag, type ResponseRow } from '../journal/events.ts';
import { isExplainedLoss } from '../journal/explained-loss.ts';
import { createRouteFinder } from '../service/journeys.ts';
import type { Id, Service } from '../service/service.ts';
import type { BrokenCalls } from './broken-calls-schema.ts';

/** The answer that a gate points to: its row, and the sample of it where one was kept. */
export interface Pointed {
  readonly row: ResponseRow;
  readonly route: Id;
  readonly failure: FailureRow | undefined;
}

/** What broke a gate. */
export interface GateBreak {
  readonly pointed: Pointed;
  /** Where from: the most frequent groups in words. */
  readonly mostly: string;
}

export interface BrokenCallsTally {
  addCall(row: AnswerRow): void;
  addFailure(row: FailureRow): void;
  /** The failing samples that are kept, in the order of the journal. */
  failures(): readonly FailureRow[];
  /** What broke by route, the most frequent first. */
  list(): readonly BrokenCalls[];
  /** What broke this gate; undefined where no call did. */
  of(gate: Gate): GateBreak | undefined;
}

/** The last failing samples that are kept; beside them the first of each group, as long as there are few groups. */
const KEPT_FAILURES = 50;
const MOST_PINNED = 20;
/** Groups that are told apart: routes, each with some statuses and errors. */
const MOST_GROUPS = 200;
/** Broken calls whose failing sample may still come. */
const MOST_AWAITED = 1_000;
const MOST_NAMED = 3;

interface Group {
  /** The violation or flag. */
  readonly id: Id;
  readonly counter: Id;
  readonly route: Id;
  readonly status: number;
  readonly error: string;
  calls: number;
  readonly first: ResponseRow;
  sample?: { readonly row: ResponseRow; readonly failure: FailureRow };
}

/** A client's error without what differs from call to call: addresses and ports. */
export function toErrorKind(detail: string): string {
  return detail.replace(/(?:\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:.]{2,45}\]):\d+/gi, '…');
}

/** A tally at nothing. */
export function createBrokenCalls(service: Service, gates: readonly Gate[]): BrokenCallsTally {
  const { counterOf, rowFlags } = service;
  const bounded = new Set(gates.map((gate) => gate.of));
  const flags = rowFlags.filter((id) => bounded.has(counterOf[id] ?? id));
  const findRoute = createRouteFinder(service);
  const callsOf = new Map<Id, number>();
  const groups = new Map<string, Group>();
  const awaited = new Map<string, { readonly row: ResponseRow; readonly groups: readonly Group[] }>();
  const last: FailureRow[] = [];
  const pinned: FailureRow[] = [];

  function join(row: AnswerRow, id: Id, route: Id): Group {
    const error = row.code === 0 ? toErrorKind(row.detail) : '';
    const named = `${id} ${route} ${row.code} ${error}`;
    const isFull = groups.size >= MOST_GROUPS && !groups.has(named);
    const key = isFull ? `${id} ${route}` : named;
    const group = groups.get(key) ?? {
      id,
      counter: counterOf[id] ?? id,
      route,
      status: isFull ? 0 : row.code,
      error: isFull ? 'of other kinds' : error,
      calls: 0,
      first: row,
    };
    group.calls += timesOf(row);
    groups.set(key, group);
    return group;
  }

  const byCalls = (a: Group, b: Group) => b.calls - a.calls;

  return {
    addCall(row) {
      const route = findRoute(row.journey, row.request_phase);
      callsOf.set(route, (callsOf.get(route) ?? 0) + timesOf(row));
      const violations = row.violations.filter((id) => !isExplainedLoss(id, row.edge_fault !== undefined));
      const found =
        flags.length === 0 ? violations : [...violations, ...flags.filter((id) => hasFlag(row, id))];
      if (found.length === 0) return;
      const joined = found.map((id) => join(row, id, route));
      if (violations.length === 0) return;
      awaited.set(`${row.n} ${row.call}`, { row, groups: joined });
      const [oldest] = awaited.size > MOST_AWAITED ? awaited.keys() : [];
      if (oldest !== undefined) awaited.delete(oldest);
    },
    addFailure(failure) {
      last.push(failure);
      if (last.length > KEPT_FAILURES) last.shift();
      const call = awaited.get(`${failure.n} ${failure.call}`);
      if (!call) return;
      awaited.delete(`${failure.n} ${failure.call}`);
      const news = call.groups.filter((group) => group.sample === undefined);
      if (news.length === 0 || pinned.length >= MOST_PINNED) return;
      for (const group of news) group.sample = { row: call.row, failure };
      pinned.push(failure);
    },
    failures: () => [...pinned.filter((row) => !last.includes(row)), ...last],
    list: () =>
      [...groups.values()]
        .filter(({ id }) => service.violations.includes(id))
        .sort(byCalls)
        .map(({ id, route, status, error, calls }) => ({
          violation: id,
          route,
          status,
          error,
          calls,
          of: callsOf.get(route) ?? 0,
        })),
    of(gate) {
      const own = [...groups.values()].filter(({ counter }) => counter === gate.of);
      // A map keeps its order: the first group holds the first call. What may never happen is told by that, a share by what is frequent.
      const ranked = gate.kind === 'count' && gate.max === 0 ? own : own.toSorted(byCalls);
      const [telling] = ranked;
      if (!telling) return undefined;
      const { first, sample, route } = telling;
      const named = own.toSorted(byCalls).slice(0, MOST_NAMED);
      return {
        pointed: { row: sample?.row ?? first, route, failure: sample?.failure },
        mostly: named.map(toWords).join(', '),
      };
    },
  };
}

const toWords = ({ calls, route, status, error }: Group) =>
  `${calls} of ${route} (${error || `status ${status}`})`;
