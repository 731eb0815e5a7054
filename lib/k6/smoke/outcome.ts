// What a smoke comes to by k6's own account: a counter of checks by outcome, and thresholds on it, whose exit code is 99.
import { Counter } from 'k6/metrics';
import type { SmokeReport } from '../../core/smoke/report.ts';
import { K6_EXIT_CODES } from '../../core/verdict/k6-exit-codes.ts';

const CHECKS = 'smoke_checks';
const checks = new Counter(CHECKS);

/** As decideOutcome: nothing broken, nothing inconclusive, something held. The last fails closed where nothing was played. */
export const SMOKE_THRESHOLDS = {
  [`${CHECKS}{outcome:fail}`]: ['count==0'],
  [`${CHECKS}{outcome:inconclusive}`]: ['count==0'],
  [`${CHECKS}{outcome:pass}`]: ['count>0'],
};

/** The exit code that the thresholds give. */
export const toK6ExitCode = (outcome: SmokeReport['outcome']): number =>
  outcome === 'pass' ? 0 : K6_EXIT_CODES.ThresholdsHaveFailed.code;

/** Counts every check of a report under its outcome, its name and its variant. */
export const countChecks = (report: SmokeReport): void => countResults(report.checks);

/** The same of results without a report. */
export function countResults(results: SmokeReport['checks']): void {
  for (const { id, variant, outcome } of results) checks.add(1, { check: id, variant, outcome });
}
