// What is counted in a run. k6 has one Counter metric per name; Node counts the same names from the journal.
import { type Findings, isReceived, isUnsent } from '../answer/findings.ts';
import type { EngineCounterId } from '../service/engine-counters.ts';
import type { Id, Service } from '../service/service.ts';
import { isExplainedLoss } from './explained-loss.ts';

/** Counts by the name of the counter: those of the engine, and those of the service's flags. */
export type Counts = Record<EngineCounterId, number> & Record<Id, number>;

/** Every counter of the service at 0. */
export function createCounts({ counters }: Pick<Service, 'counters'>): Counts {
  return Object.fromEntries(Object.keys(counters).map((id) => [id, 0])) as Counts;
}

/**
 * The count of this name.
 * @throws RangeError where nobody counts it: a gate on it could never be crossed
 */
export function readCount(counts: Readonly<Record<Id, number>>, id: Id): number {
  const count = counts[id];
  if (count === undefined) throw new RangeError(`there is no counter ${id}`);
  return count;
}

/** Raises a count. Written for k6 and for days of rows: a name that is not there counts from 0. */
export function raise(counts: Record<Id, number>, id: Id, by = 1): void {
  counts[id] = (counts[id] ?? 0) + by;
}

/**
 * The counters that one finished call raises by 1.
 * @param retried it was made once more after a reset while connecting
 * @param cutOnEdge it met a fault on the edge that may have cost it its answer
 */
export function toRaisedCounters(
  service: Pick<Service, 'counterOf' | 'stepCounters'>,
  step: Id,
  findings: Findings,
  retried: boolean,
  cutOnEdge = false,
): Id[] {
  const { violations, flags } = findings;
  // Nothing was asked of the service.
  if (isUnsent(violations)) return ['calls_unsent'];
  const { counterOf } = service;
  const raised: Id[] = ['calls'];
  if (retried) raised.push('transport_retries');
  if (cutOnEdge) raised.push('edge_calls');
  if (isReceived(violations)) raised.push('responses');
  if (findings.judged) {
    raised.push('answers_judged');
    const own = service.stepCounters[step];
    if (own) for (let i = 0; i < own.length; i++) raised.push(own[i] as Id);
  }
  // By index: k6 passes here at every call, and an iterator costs it twice the loop.
  for (let i = 0; i < flags.length; i++) raised.push(counterOf[flags[i] as Id] as Id);
  for (let i = 0; i < violations.length; i++) {
    const id = violations[i] as Id;
    raised.push(isExplainedLoss(id, cutOnEdge) ? 'edge_losses' : (counterOf[id] as Id));
  }
  return raised;
}
