// A run's folder → its verdict, from the journal alone: the same at the end of a run and a year later.

import { toDigestRules } from '../../../thresholds/digest-rules.ts';
import { listGates } from '../../../thresholds/gates.ts';
import { PROFILES } from '../../../thresholds/profiles.ts';
import { judgeAftermath } from '../../core/chaos/aftermath.ts';
import { type Answer, toAnswer } from '../../core/chaos/answers.ts';
import { isHealedInPlace, proveChaos } from '../../core/chaos/chaos-proof.ts';
import { joinWindows } from '../../core/chaos/mode-figures.ts';
import { computeRecoveryScale } from '../../core/chaos/recovery.ts';
import type { DigestData } from '../../core/digest/data.ts';
import { createDigest } from '../../core/digest/digest.ts';
import { listCutting } from '../../core/faults/injection.ts';
import { type FailureRow, isRow, type JournalRow, type RowOf } from '../../core/journal/events.ts';
import { toFeedRow } from '../../core/journal/feed-row.ts';
import { type Plan, parsePlan } from '../../core/plan/plan.ts';
import { computeJourneysDue, computeSegments } from '../../core/plan/schedule.ts';
import { mayDegrade } from '../../core/service/define-service.ts';
import { toSummary } from '../../core/verdict/summary.ts';
import type { RunStatus, Summary } from '../../core/verdict/summary-schema.ts';
import { createTally } from '../../core/verdict/tally.ts';
import { assess, type RunEnd } from '../../core/verdict/verdict.ts';
import { readJournal } from '../run-folder/journal.ts';
import type { RunFiles } from '../run-folder/run-files.ts';
import type { LoadedService } from '../service/load-service.ts';
import { loadServiceOf } from '../service/read-service.ts';

/** What a finished journal comes to. `failures`: the last failing samples, at most 50. `digest`: what its report draws. */
export interface Judgement {
  /** The service that the run was of. */
  readonly loaded: LoadedService;
  readonly summary: Summary;
  readonly failures: readonly FailureRow[];
  readonly digest: DigestData;
}

const KEPT_FAILURES = 50;
/** k6's exit code where a threshold was crossed. */
const K6_CROSSED = 99;
/** Exit codes with which k6 has told all it knows: done, a threshold crossed, stopped by a signal, aborted by the script. */
const K6_TOLD = new Set([0, K6_CROSSED, 105, 108]);

/**
 * Judges a run by its journal.
 * @throws Error where there is no journal, or it does not say what was asked of the run
 */
export async function judgeRun(files: RunFiles): Promise<Judgement> {
  const loaded = await loadServiceOf(files.journal);
  const { service } = loaded;
  const rows: JournalRow[] = [];
  const failures: FailureRow[] = [];
  let tally: ReturnType<typeof createTally> | undefined;
  let plan: Plan | undefined;
  let lastSec = 0;
  const answers: Answer[] = [];
  const digest = createDigest(toDigestRules(service));
  const { malformed } = await readJournal(files.journal, (row) => {
    const shown = toFeedRow(row);
    if (shown) digest.add(shown);
    if (row.type !== 'verdict') lastSec = Math.max(lastSec, row.ts);
    if (row.type === 'response') {
      tally?.add(row);
      answers.push(toAnswer(service, row));
    } else if (row.type === 'failure') {
      failures.push(row);
      if (failures.length > KEPT_FAILURES) failures.shift();
    } else {
      if (row.type === 'run.started' && !plan) {
        plan = parsePlan(service, { ...row.options, SEED: String(row.seed) }, PROFILES);
        tally = createTally(service, listGates(service, plan));
      }
      rows.push(row);
    }
  });
  const started = rows.find(isRow('run.started'));
  // Two VUs may see a reason within the milliseconds an abort takes; the first is the one that stopped the run.
  const stopped = rows.find(isRow('run.stopped'));
  if (!plan || !tally || !started) {
    const why = stopped?.why ?? `k6 did not get as far as its first journey, see ${files.k6Log}`;
    throw new Error(`${files.journal} holds no run.started row: ${why}`);
  }
  const k6Summary = rows.findLast(isRow('k6.summary'));
  const exited = rows.findLast(isRow('k6.exited'));
  const signalled = rows.findLast(isRow('run.signalled'));
  const disturbed = rows.findLast(isRow('baseline.disturbed'));
  // k6 ends its clock with its summary; healing and stopping come after and are not part of the run.
  const finishedAtSec = k6Summary?.ts ?? lastSec;
  const ranSec = finishedAtSec - started.ts;
  const { journeys, responses } = tally.totals;
  const dropped =
    k6Summary?.totals.journeys_dropped ??
    Math.max(0, Math.floor(computeJourneysDue(computeSegments(plan.timing), ranSec)) - journeys);
  tally.set('journeys_dropped', dropped);
  tally.set('journeys_due', journeys + dropped);
  tally.set('sentinel_reads', k6Summary?.totals.sentinel_reads ?? 0);
  tally.set('journeys_cut', rows.filter(isRow('journey.cut')).length);
  tally.set('validator_errors', rows.filter((row) => row.type === 'suite.error').length);

  const end: RunEnd = {
    ranSec,
    plannedSec: plan.timing.totalSec,
    stoppedBy: stopped?.gate ?? null,
    k6Crossed: exited?.code === K6_CROSSED,
    lost: disturbed?.why ?? findLoss({ malformed, exited, k6Summary, signalled, stopped, responses }),
  };
  const proof = proveChaos(rows, plan.chaos.faults);
  const scale = computeRecoveryScale(plan.timing.cycleSec, plan.bounds.maxRecoverSec);
  const aftermath = judgeAftermath({
    rows,
    answers,
    scale,
    endedSec: finishedAtSec,
    cutting: listCutting(plan.chaos.faults),
  });
  const verdict = assess({
    gates: listGates(service, plan),
    figures: tally.figures(),
    end,
    once: plan.once,
    chaos: plan.chaos.enabled
      ? { modes: plan.chaos.modes, proof, aftermath, withinSec: scale.withinSec }
      : null,
    mayDegrade: mayDegrade(service),
    baseline: { seen: aftermath.baseline, maxDegradedRatio: plan.bounds.maxBaselineDegradedRatio },
    ...(plan.chaos.enabled && plan.chaos.leg === 'edge'
      ? {
          edge: {
            met: tally.edgeCalls(),
            faults: plan.chaos.faults,
            lostProxy: disturbed?.why ?? findFailedHeal(rows),
          },
        }
      : {}),
  });
  const status: RunStatus =
    signalled || (exited?.signal && !stopped)
      ? 'interrupted'
      : stopped || end.lost !== null
        ? 'stopped'
        : 'completed';
  const summary = toSummary({
    service,
    plan,
    base: started.base,
    status,
    stopReason: signalled
      ? `signal ${signalled.signal}`
      : stopped
        ? `${stopped.gate}: ${stopped.why}`
        : (end.lost ?? null),
    startedAtSec: started.ts,
    finishedAtSec,
    figures: tally.figures(),
    verdict,
    chaosWindows: joinWindows(proof, aftermath),
    chaosInjected: plan.chaos.enabled,
  });
  return { loaded, summary, failures, digest: digest.toJSON() };
}

/** Why Toxiproxy cannot have been well while a fault was on; null where each was taken off as it should. */
function findFailedHeal(rows: readonly JournalRow[]): string | null {
  const failed = rows.filter(isRow('toxic.off')).find((off) => !isHealedInPlace(off));
  return failed ? `Toxiproxy had failed under ${failed.mode}: ${failed.why}` : null;
}

interface Accounts {
  readonly malformed: number;
  readonly exited: RowOf<'k6.exited'> | undefined;
  readonly k6Summary: RowOf<'k6.summary'> | undefined;
  readonly signalled: RowOf<'run.signalled'> | undefined;
  readonly stopped: RowOf<'run.stopped'> | undefined;
  readonly responses: number;
}

/** Why the journal cannot be believed to hold the whole run; null where it can. */
function findLoss({ malformed, exited, k6Summary, signalled, stopped, responses }: Accounts): string | null {
  if (exited && !K6_TOLD.has(exited.code))
    return `k6 ended with ${exited.signal ?? `exit code ${exited.code}`}: see k6.log`;
  if (!k6Summary) return 'k6 did not get to its summary: see k6.log';
  if (malformed > 0) return `${malformed} lines of the journal are not whole`;
  // What is cut off by an abort may be counted and not written; a run that came to its end has no such excuse.
  const cut =
    signalled !== undefined || stopped !== undefined || exited?.code === 108 || exited?.code === 105;
  if (!cut && k6Summary.totals.responses !== responses) {
    return `the journal holds ${responses} answers, k6 counted ${k6Summary.totals.responses}`;
  }
  return null;
}
