// Samples and earlier runs → which rules fire, how the run came out, and the exit code.
import { type FindMissing, toLeftOut } from '../../../lib/core/service/parts.ts';
import { computeCounts, countValues, hasMismatch } from './figures.ts';
import type { ProbeCountId, ProbeCounts } from './figures-schema.ts';
import type { RunRecord } from './history.ts';
import type { AlertOutcome, ProbeOutcome } from './report-schema.ts';
import { ALERT_RULES, type AlertId, type AlertRule, type Severity } from './rules.ts';
import type { Sample } from './samples.ts';
import { assessSplit, type ExpectedSplit } from './split.ts';

/** What the rules are decided on. */
export interface ProbeEvidence {
  readonly samples: readonly Sample[];
  /** The earlier runs against this service that failed within the window, or why they are not known. */
  readonly failingRuns: readonly RunRecord[] | { readonly unknown: string };
  /** Undefined where nobody said in which shares the variants should come. */
  readonly expectedSplit: ExpectedSplit | undefined;
  /** How often a split that is as expected may be called drift, 0..1. */
  readonly falseAlarmRatio: number;
  /** Which missing part of the deployment a rule belongs to. */
  readonly findMissing: FindMissing;
}

export interface AlertResult {
  readonly id: AlertId;
  readonly severity: Severity;
  readonly outcome: AlertOutcome;
  readonly because: string;
  readonly why: string;
  readonly action: string;
  /** The first sample that shows it, where one sample can. */
  readonly firstFailure: Sample | null;
}

type Decision = Pick<AlertResult, 'outcome' | 'because'> & { readonly firstFailure?: Sample | undefined };

/** Decides every rule, in the order of the table. */
export function decideAlerts(evidence: ProbeEvidence): readonly AlertResult[] {
  const counts = computeCounts(evidence.samples);
  return ALERT_RULES.map((rule) => {
    const { outcome, because, firstFailure } = decideRule(rule, counts, evidence);
    const { id, severity, why, action } = rule;
    const part = evidence.findMissing(id);
    if (part !== undefined)
      return { id, severity, why, action, firstFailure: null, ...toLeftOut(part, outcome === 'clear') };
    return { id, severity, outcome, because, why, action, firstFailure: firstFailure ?? null };
  });
}

function decideRule({ trigger }: AlertRule, counts: ProbeCounts, evidence: ProbeEvidence): Decision {
  if (counts.sample_count === 0) return { outcome: 'inconclusive', because: 'no request was made' };
  switch (trigger.kind) {
    case 'any':
      return decideAny(trigger.of, trigger.what, counts, evidence.samples);
    case 'failing_runs':
      return decideFailingRuns(trigger.runs, counts, evidence);
    case 'only_flakes':
      return decideOnlyFlakes(counts, evidence);
    case 'split':
      return decideSplit(trigger.minSamples, counts, evidence);
  }
}

/** Which samples raise a counter, so that the first of them can be shown. */
const SHOWN_BY: Partial<Record<ProbeCountId, (sample: Sample) => boolean>> = {
  meta_null_count: (sample) => sample.broken.includes('meta_missing'),
  mismatch_count: hasMismatch,
  bucket_out_of_range_count: (sample) => sample.broken.includes('bucket_out_of_range'),
};

function decideAny(
  of: ProbeCountId,
  what: string,
  counts: ProbeCounts,
  samples: readonly Sample[],
): Decision {
  const because = `${counts[of]} ${what} in ${counts.judged_count} judged`;
  if (counts[of] > 0)
    return { outcome: 'fired', because, firstFailure: samples.find(SHOWN_BY[of] ?? (() => false)) };
  if (counts.judged_count === 0) return { outcome: 'inconclusive', because: 'no answer could be judged' };
  return { outcome: 'clear', because };
}

const findFailed = (samples: readonly Sample[]) => samples.find((sample) => sample.kind !== 'judged');

function decideFailingRuns(needed: number, counts: ProbeCounts, evidence: ProbeEvidence): Decision {
  const failed = counts.failed_count;
  if (failed === 0) return { outcome: 'clear', because: 'no request failed in this run' };
  const firstFailure = findFailed(evidence.samples);
  const { failingRuns } = evidence;
  if ('unknown' in failingRuns) {
    const because = `${failed} failed here; the runs before are not known: ${failingRuns.unknown}`;
    return { outcome: 'inconclusive', because, firstFailure };
  }
  const runs = failingRuns.length + 1;
  const because = `${failed} failed here; ${runs} failing runs in the window, ${needed} page`;
  return { outcome: runs >= needed ? 'fired' : 'clear', because, firstFailure };
}

function decideOnlyFlakes(counts: ProbeCounts, evidence: ProbeEvidence): Decision {
  const { failed_count: failed, infra_flake_count: flakes } = counts;
  if (failed === 0) return { outcome: 'clear', because: 'no request failed in this run' };
  const because = `${flakes} of ${failed} failed requests were 403, 429 or 54113`;
  const firstFailure = findFailed(evidence.samples);
  const alone = 'unknown' in evidence.failingRuns || evidence.failingRuns.length === 0;
  if (flakes < failed) return { outcome: 'clear', because };
  if (!alone) return { outcome: 'clear', because: `${because}, and not for the first time in the window` };
  return { outcome: 'fired', because, firstFailure };
}

function decideSplit(minSamples: number, counts: ProbeCounts, evidence: ProbeEvidence): Decision {
  const { expectedSplit, samples, falseAlarmRatio } = evidence;
  if (!expectedSplit)
    return { outcome: 'inconclusive', because: 'no shares were given to expect (--expected-split)' };
  // Counted in samples played, not judged: one flake in a run of exactly 300 must not switch the rule off.
  if (counts.sample_count < minSamples)
    return { outcome: 'inconclusive', because: `${counts.sample_count} samples, ${minSamples} needed` };
  const variants = countValues(samples.map((sample) => sample.variant));
  const { outcome, because } = assessSplit(variants, expectedSplit, falseAlarmRatio);
  switch (outcome) {
    case 'drift': {
      const stray = samples.find(({ variant }) => variant !== null && !expectedSplit.get(variant));
      return { outcome: 'fired', because, firstFailure: stray };
    }
    case 'in_range':
      return { outcome: 'clear', because };
    case 'inconclusive':
      return { outcome: 'inconclusive', because };
  }
}

/** The gravest thing that was found. */
export function decideOutcome(alerts: readonly AlertResult[], counts: ProbeCounts): ProbeOutcome {
  const fired = alerts.filter(({ outcome }) => outcome === 'fired');
  if (fired.some(({ severity }) => severity === 'high')) return 'high';
  if (fired.length > 0) return 'warn';
  return counts.judged_count === 0 ? 'inconclusive' : 'ok';
}

/** What a run was asked to fail on. `warn` includes high. */
export interface FailOn {
  readonly high: boolean;
  readonly warn: boolean;
}

/**
 * 2 for high and 1 for warn, where asked for; 3 where the probe could not do its work: nothing could be judged, or the run
 * could not be recorded, so that the next one will not know of it. Otherwise 0.
 */
export function decideExitCode(outcome: ProbeOutcome, failOn: FailOn, recorded: boolean): 0 | 1 | 2 | 3 {
  if (outcome === 'high' && (failOn.high || failOn.warn)) return 2;
  if (outcome === 'inconclusive' || !recorded) return 3;
  return outcome === 'warn' && failOn.warn ? 1 : 0;
}
