// A journal is somebody's file: a row that is not what its type says is left out, and counted.

import type { FeedRow } from '../journal/feed-row.ts';
import { hasTimings } from '../journal/timings.ts';
import { listSteps } from '../service/journeys.ts';
import type { Id, Service } from '../service/service.ts';

const isKnown = (service: Service, violations: unknown) =>
  Array.isArray(violations) && violations.every((id) => service.violations.includes(id));

/** A check that is true where a row holds what the digest reads of its type. Words and numbers that are only shown may be anything. */
export function createWholeCheck(service: Service): (row: FeedRow) => boolean {
  const steps = new Set(service.journeyIds.flatMap((id) => listSteps(service, id).map((step) => step.id)));
  return (row) => isWhole(service, steps, row);
}

function isWhole(service: Service, steps: ReadonlySet<Id>, row: FeedRow): boolean {
  if (!Number.isFinite(row.ts)) return false;
  switch (row.type) {
    case 'response':
      return (
        isKnown(service, row.violations) && steps.has(row.request_phase) && Number.isFinite(row.duration_ms)
      );
    case 'counts':
      return Number.isFinite(row.since_ts) && row.answers.every(({ request_phase: step }) => steps.has(step));
    case 'failure':
      return isKnown(service, row.violations) && typeof row.request?.path === 'string';
    case 'k6.summary':
      return (
        Number.isFinite(row.totals?.journeys_dropped) &&
        Number.isFinite(row.totals?.sentinel_reads) &&
        (row.request_timings === undefined || hasTimings(row.request_timings))
      );
    case 'run.started':
    case 'runner.started':
    case 'runner.ended':
    case 'fleet.broken':
    case 'phase.entered':
    case 'journey.cut':
    case 'toxic.on':
    case 'toxic.off':
    case 'upstream.read':
    case 'resources.read':
    case 'baseline.disturbed':
    case 'gate.crossed':
    case 'run.stopped':
    case 'suite.error':
    case 'k6.exited':
    case 'run.signalled':
    case 'leftover.healed':
    case 'verdict':
      return true;
  }
}
