// What rows raise, by the name of the counter: each answer for who counts it, a row of counts as a whole for who watches gates alone.
import { listSteps } from '../../service/journeys.ts';
import type { Id, Service } from '../../service/service.ts';
import { raise, toRaisedCounters } from '../counters.ts';
import { hasFlag, type ResponseRow, toFindings } from '../events.ts';
import type { CountsRow } from './counts-row-schema.ts';

/** So many flags fit into the bits of a number, beside two that are no flags. */
const MOST_FLAGS = 28;

/**
 * Says what is made of the counters that the answer of a row raises. Made once and asked per row: a day has half a million, of a few dozen
 * kinds. For answers of one kind that broke nothing it is made once.
 */
export function createKindFinder<Kind>(
  service: Service,
  toKind: (raised: readonly Id[]) => Kind,
): (row: ResponseRow) => Kind {
  const { rowFlags, journeyIds } = service;
  const compute = (row: ResponseRow): Kind =>
    toKind(
      toRaisedCounters(
        service,
        row.request_phase,
        toFindings(service, row),
        row.retried === 1,
        row.edge_fault !== undefined,
      ),
    );
  if (rowFlags.length > MOST_FLAGS) return compute;
  const steps = journeyIds.flatMap((journey) => listSteps(service, journey));
  const kindsOf = new Map(steps.map(({ id }) => [id, new Map<number, Kind>()]));
  return (row) => {
    const kinds = kindsOf.get(row.request_phase);
    if (kinds === undefined || row.violations.length > 0 || row.edge_fault !== undefined) return compute(row);
    let key = (row.retried === 1 ? 1 : 0) + (row.judged === 1 ? 2 : 0);
    for (let i = 0; i < rowFlags.length; i++) if (hasFlag(row, rowFlags[i] as Id)) key += 4 << i;
    const known = kinds.get(key);
    if (known !== undefined) return known;
    const kind = compute(row);
    kinds.set(key, kind);
    return kind;
  };
}

/** By how much all answers of the row together raise each counter. */
export function sumRaised(
  service: Pick<Service, 'counterOf' | 'stepCounters'>,
  { answers }: CountsRow,
): Record<Id, number> {
  const sums: Record<Id, number> = {};
  for (const { request_phase, judged, flags, retried, edge_fault, times, call } of answers) {
    const findings = { violations: [], detail: '', judged: judged === 1, flags };
    const ids = toRaisedCounters(service, request_phase, findings, retried === 1, edge_fault !== undefined);
    for (const id of ids) raise(sums, id, times);
    if (call === 0) raise(sums, 'journeys', times);
  }
  return sums;
}
