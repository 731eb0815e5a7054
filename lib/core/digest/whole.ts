// A journal is somebody's file: a row that is not what its type says is left out, and counted.

import { VIOLATIONS } from '../../../services/aurora/answer/invariants.ts';
import { STEP_ROUTES } from '../../../services/aurora/journeys.ts';
import type { FeedRow } from '../journal/feed-row.ts';

const isKnown = (violations: unknown) =>
  Array.isArray(violations) && violations.every((id) => VIOLATIONS.includes(id));

/** True where a row holds what the digest reads of its type. Words and numbers that are only shown may be anything. */
export function isWhole(row: FeedRow): boolean {
  if (!Number.isFinite(row.ts)) return false;
  switch (row.type) {
    case 'response':
      return (
        isKnown(row.violations) &&
        Object.hasOwn(STEP_ROUTES, row.request_phase) &&
        Number.isFinite(row.duration_ms)
      );
    case 'failure':
      return isKnown(row.violations) && typeof row.request?.path === 'string';
    case 'k6.summary':
      return Number.isFinite(row.totals?.journeys_dropped) && Number.isFinite(row.totals?.sentinel_reads);
    case 'run.started':
    case 'phase.entered':
    case 'toxic.on':
    case 'toxic.off':
    case 'upstream.read':
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
