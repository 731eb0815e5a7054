// What a run of the gate came to, as what is signed of it.
import { decideInTrouble } from '../outcome.ts';
import type { ReleaseReport } from '../release/release-schema.ts';
import { redactText } from '../text/redact.ts';
import type { Summary } from '../verdict/summary-schema.ts';
import { toEffort } from './effort.ts';
import type { Criterion, GateRunPredicate } from './statement-schema.ts';

/** What a run's own figures do not tell. */
export interface SignedRun {
  readonly actor: string;
  /** The digests of its files, by their paths from its folder. */
  readonly files: readonly { readonly name: string; readonly sha256: string }[];
  readonly journal?: string;
}

const toCriterion = ({
  id,
  outcome,
  because,
  value,
  limit,
  samples,
}: Summary['verdict']['gates'][number]): Criterion => ({
  id,
  outcome,
  text: because,
  value,
  limit,
  samples,
});

/**
 * The statement of a soak. Who relies on it has not seen the exit code, so no pass is signed that the command calls none,
 * nor one of a run without load.
 * @param trouble what went wrong beside the service, if anything: then a pass is none
 */
export function toSoakPredicate(
  summary: Summary,
  trouble: string | undefined,
  { actor, files, journal }: SignedRun,
): GateRunPredicate {
  const { verdict, once, finished_at, totals, rates, service, base, seed, status } = summary;
  const found = decideInTrouble(verdict.outcome, trouble);
  const isNone = once && found === 'pass';
  const outcome = isNone ? 'inconclusive' : found;
  return {
    at: finished_at,
    actor,
    outcome,
    reasons: [
      verdict.because,
      ...(trouble === undefined ? [] : [redactText(trouble)]),
      ...(isNone ? ['one pass of each journey plays no load: the gate was not run'] : []),
    ],
    verdict: outcome,
    gates: verdict.gates.map(toCriterion),
    metrics: { ...totals, ...rates },
    ...(journal === undefined ? {} : { journal }),
    files,
    finishedAt: finished_at,
    details: {
      of: 'soak',
      service,
      base: redactText(base),
      seed,
      status,
      ...(summary.options_from_file === undefined ? {} : { optionsFromFile: summary.options_from_file }),
      ...toEffort(summary),
    },
  };
}

/** The statement of a release gate: each of its checks is a gate. */
export function toReleasePredicate(report: ReleaseReport, { actor, files }: SignedRun): GateRunPredicate {
  const finishedAt = new Date(Date.parse(report.started_at) + report.duration_ms).toISOString();
  return {
    at: finishedAt,
    actor,
    outcome: report.outcome,
    reasons: [report.because],
    verdict: report.outcome,
    gates: report.stages.map(({ id, outcome, because }) => ({ id, outcome, text: because })),
    files,
    finishedAt,
    details: { of: 'release-gate', base: redactText(report.base) },
  };
}
