// What a row of counts raises, by the name of the counter: for who watches gates, and keeps nothing of a single answer.
import type { Id, Service } from '../../service/service.ts';
import { raise, toRaisedCounters } from '../counters.ts';
import type { CountsRow } from './counts-row-schema.ts';

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
