// The release gate: what each of its checks came to, and what they come to together.

import { decideExitCode, decideInTrouble } from '../outcome.ts';
import type { SmokeReport } from '../smoke/report.ts';
import { toCounted } from '../text/figures.ts';
import { toPlain } from '../text/plain-text.ts';
import type { Summary } from '../verdict/summary-schema.ts';
import { toSmokeSuite, toSoakSuite } from './check-suite.ts';
import type { ReleaseDecision, StageResult } from './release-schema.ts';

/** One check of the gate, in words. */
export interface Stage {
  readonly id: string;
  readonly why: string;
}

/** The last check of every gate: the dearest comes last, so that a service that is plainly broken is not put under load. */
export const SOAK_STAGE = {
  id: 'soak',
  why: 'all of it holds under load, and under a failing upstream',
} as const satisfies Stage;

/** What a check means for a release, before it is timed. */
export type Finding = Omit<StageResult, 'id' | 'duration_ms'>;

/** What a smoke means for a release. */
export function toSmokeFinding(report: SmokeReport): Finding {
  const suite = toSmokeSuite(report);
  const count = (outcome: string) => suite.cases.filter((one) => one.outcome === outcome).length;
  const inconclusive = count('inconclusive');
  const leftOut = count('left_out');
  const because = [
    `${toCounted(count('pass'), 'check')} held`,
    `${count('fail')} broken`,
    ...(inconclusive > 0 ? [`${inconclusive} inconclusive`] : []),
    ...(leftOut > 0 ? [`${leftOut} left out`] : []),
  ];
  return { outcome: report.outcome, because: because.join(', '), suite };
}

/**
 * What a soak means for a release.
 * @param trouble what went wrong beside the service, if anything: then a pass is none, since nobody can read it up
 */
export function toSoakFinding(summary: Summary, trouble: string | undefined): Finding {
  const { verdict } = summary;
  const outcome = decideInTrouble(verdict.outcome, trouble);
  const because = outcome === verdict.outcome ? verdict.because : (trouble ?? verdict.because);
  return { outcome, because, suite: toSoakSuite(summary) };
}

/** True where the gate ends with this check: something is broken, or nothing can be said at all. */
export function endsGate({ outcome }: Pick<StageResult, 'outcome'>): boolean {
  switch (outcome) {
    case 'fail':
    case 'set_up':
      return true;
    case 'pass':
    case 'warn':
    case 'inconclusive':
    case 'not_run':
      return false;
  }
}

/** The whole reason is in the check's own row. */
const MAX_REASON_CHARS = 160;
const SET_UP_EXIT_CODE = 2;

/** Decides by the gravest of its checks; a check that did not run is never a pass. */
export function decideRelease(stages: readonly Stage[], results: readonly StageResult[]): ReleaseDecision {
  const name = ({ id, because }: StageResult) => `${id}: ${toPlain(because, MAX_REASON_CHARS)}`;
  for (const outcome of ['fail', 'set_up', 'inconclusive'] as const) {
    const found = results.filter((result) => result.outcome === outcome);
    if (found.length > 0) return toDecision(outcome, found.map(name).join('; '));
  }
  const missing = stages.filter(
    ({ id }) => !results.some((one) => one.id === id && one.outcome !== 'not_run'),
  );
  if (missing.length > 0)
    return toDecision('inconclusive', `not run: ${missing.map(({ id }) => id).join(', ')}`);
  const warned = results.filter(({ outcome }) => outcome === 'warn');
  const told = warned.length > 0 ? `, to be looked at: ${warned.map(name).join('; ')}` : '';
  return toDecision('pass', `${toCounted(results.length, 'check')} held${told}`);
}

const toDecision = (outcome: ReleaseDecision['outcome'], because: string): ReleaseDecision => ({
  outcome,
  because,
  exit_code: outcome === 'set_up' ? SET_UP_EXIT_CODE : decideExitCode(outcome),
});
