// A journal, read to its end → how its run ended, what was lost of it, and the evidence that the gates are judged on. Status and
// reason are decided here for k6's own summary too.

import { judgeAftermath } from '../chaos/aftermath.ts';
import type { Answer } from '../chaos/answers.ts';
import { proveChaos } from '../chaos/chaos-proof.ts';
import { type EdgeEvidence, findFailedHeal, toDone } from '../chaos/edge.ts';
import { joinWindows } from '../chaos/mode-figures.ts';
import { chooseReadings } from '../chaos/readings.ts';
import { computeRecoveryScale } from '../chaos/recovery.ts';
import type { JudgedWindow } from '../chaos/slot-schema.ts';
import { listCutting } from '../faults/injection.ts';
import type { GateResult } from '../gates/gate-result-schema.ts';
import { type Gate, stops } from '../gates/gates.ts';
import { raise } from '../journal/counters.ts';
import { isRow, type JournalRow, type RowOf } from '../journal/events.ts';
import type { Plan } from '../plan/plan.ts';
import { computeJourneysDue, computeSegments } from '../plan/schedule.ts';
import { describeK6End, hasCounted, K6_EXIT_CODES } from './k6-exit-codes.ts';
import type { RunStatus } from './summary-schema.ts';
import type { RunFigures } from './tally.ts';
import { isCutShort, type RunEnd, type RunEvidence } from './verdict.ts';

/** So many kinds of answers that ended journeys early are named. */
const MOST_CUTS = 20;

/** How a run ended. `stopReason`: null where it came to its planned end. */
export interface Ending {
  readonly status: RunStatus;
  readonly stopReason: string | null;
}

/** What ended a run before its time, as far as its judge knows; null where that did not. */
export interface EndCauses {
  /** A signal, in words. */
  readonly signal: string | null;
  /** The gate that was crossed. */
  readonly stopped: { readonly gate: string; readonly why: string } | null;
}

/**
 * Decides how a run ended: `interrupted` from outside, `stopped` by a gate or by what broke beside the service, or `completed`.
 * A signal comes first, then the gate: what was lost besides is their doing. A run that is too short and says nothing of why was
 * ended from outside.
 * @param once the run was one pass, which has no planned time
 */
export function decideEnding({ signal, stopped }: EndCauses, end: RunEnd, once: boolean): Ending {
  if (signal !== null) return { status: 'interrupted', stopReason: signal };
  if (stopped !== null) return { status: 'stopped', stopReason: `${stopped.gate}: ${stopped.why}` };
  if (end.lost !== null) return { status: 'stopped', stopReason: end.lost };
  if (!isCutShort(end, once)) return { status: 'completed', stopReason: null };
  const stopReason = `ended from outside after ${end.ranSec.toFixed(1)} of ${end.plannedSec.toFixed(1)} s`;
  return { status: 'interrupted', stopReason };
}

/**
 * The gate that ended a run of which nobody wrote down why: the first that failed of those that end a run when they are crossed.
 * Null where none did, and where the run came to its planned end all the same.
 * @param results of these gates, in any order
 */
export function findStopper(
  gates: readonly Gate[],
  results: readonly GateResult[],
  end: RunEnd,
  once: boolean,
): EndCauses['stopped'] {
  if (!once && !isCutShort(end, once)) return null;
  const stopping = new Set(gates.filter(stops).map(({ id }) => id));
  const found = results.find(({ id, outcome }) => outcome === 'fail' && stopping.has(id));
  return found ? { gate: found.id, why: found.because } : null;
}

/** What a journal holds beside its calls, and how many answers it holds. Seconds are of the (compressed) clock. */
export interface EndFacts {
  /** Every row but those of the calls, in the order of the journal. */
  readonly rows: readonly JournalRow[];
  /** Answers received, by the rows of the calls. */
  readonly responses: number;
  /** Lines that are no row. */
  readonly malformed: number;
  readonly ranSec: number;
  readonly plannedSec: number;
  /** The run was one pass, which has no planned time. */
  readonly once: boolean;
}

/** How a run ended, by its journal: for the gates, and for the summary. */
export function assessEnd(facts: EndFacts): { readonly end: RunEnd; readonly ending: Ending } {
  const { rows, ranSec, plannedSec, once } = facts;
  // Two VUs may see a reason within the milliseconds an abort takes; the first is the one that stopped the run.
  const stopped = rows.find(isRow('run.stopped')) ?? null;
  const end: RunEnd = {
    ranSec,
    plannedSec,
    stoppedBy: stopped?.gate ?? null,
    k6Crossed: rows.findLast(isRow('k6.exited'))?.code === K6_EXIT_CODES.ThresholdsHaveFailed.code,
    lost: findDisturbance(rows) ?? findLoss(facts),
  };
  return { end, ending: decideEnding({ signal: findSignal(rows), stopped }, end, once) };
}

/** Why baseline was none, null where it was. */
const findDisturbance = (rows: readonly JournalRow[]) =>
  rows.findLast(isRow('baseline.disturbed'))?.why ?? null;

/** Codes by which k6 says that it was asked to end: by a signal, or by a call of its REST API. */
const OUTSIDE: ReadonlySet<number> = new Set([
  K6_EXIT_CODES.ExternalAbort.code,
  K6_EXIT_CODES.ScriptStoppedFromRESTAPI.code,
]);

/** What ended a run from outside, in words: a signal that was sent to us, or to k6, or a call of its REST API. Null where there was none, or we sent it. */
function findSignal(rows: readonly JournalRow[]): string | null {
  const signalled = rows.findLast(isRow('run.signalled'));
  if (signalled) return `signal ${signalled.signal}`;
  // What goes wrong beside k6 is written as what stopped the run, and then ends k6 by a signal of ours.
  const exited = rows.some(isRow('run.stopped')) ? undefined : rows.findLast(isRow('k6.exited'));
  const fromOutside = exited && (exited.signal !== null || OUTSIDE.has(exited.code));
  return fromOutside ? `k6 ended with ${describeK6End(exited)}: see k6.log` : null;
}

/** Why the journal cannot be believed to hold the whole run; null where it can. */
function findLoss({ rows, responses, malformed, once }: EndFacts): string | null {
  const exited = rows.findLast(isRow('k6.exited'));
  const k6Summary = rows.findLast(isRow('k6.summary'));
  const signal = findSignal(rows);
  const cut = signal !== null || rows.some(isRow('run.stopped'));
  if (exited && !hasCounted(exited)) return `k6 ended with ${describeK6End(exited)}: see k6.log`;
  // We never end a run so: the one who did was somebody else.
  if (exited?.code === K6_EXIT_CODES.ScriptStoppedFromRESTAPI.code)
    return `k6 ended with ${describeK6End(exited)}, which asks nobody who they are; keep the port of K6_ADDRESS to the run`;
  if (!k6Summary) return 'k6 did not get to its summary: see k6.log';
  if (malformed > 0) return `${malformed} lines of the journal are not whole`;
  if (exited?.code === K6_EXIT_CODES.ScriptAborted.code && !cut)
    return 'k6 was stopped by its script, and the journal does not say why: see k6.log';
  // Of a run with a length the gate on its time tells; one pass has none.
  if (once && signal !== null) return `the pass was cut: ${signal}`;
  // What is cut off by an abort may be counted and not written; a run that came to its end has no such excuse.
  if (!cut && k6Summary.totals.responses !== responses)
    return `the journal holds ${responses} answers, k6 counted ${k6Summary.totals.responses}`;
  return null;
}

/** A journal, read to its end. */
export interface RunRecord extends Pick<EndFacts, 'rows' | 'malformed'> {
  readonly plan: Plan;
  readonly gates: readonly Gate[];
  /** When the run began, and when the last row but the verdict was written: epoch seconds. */
  readonly startedAtSec: number;
  readonly lastSec: number;
  readonly answers: readonly Answer[];
  /** What the gates on drift came to. */
  readonly drift: readonly GateResult[];
  /** The service can say that it answered without its upstream: `mayDegrade` of its definition. */
  readonly mayDegrade: boolean;
  /** As the rows of the calls come to. */
  readonly figures: RunFigures;
  /** By fault on the edge, the calls that met it. */
  readonly edgeCalls: EdgeEvidence['met'];
  /** By gate that cannot tell in a run of this plan, what would do. */
  readonly remedies: NonNullable<RunEvidence['remedies']>;
  /** By gate, what broke it. */
  readonly broken: NonNullable<RunEvidence['broken']>;
}

/** What a journal comes to: all that the verdict and the summary of its run are made of. */
export interface RunAccount {
  readonly evidence: RunEvidence;
  readonly ending: Ending;
  /** Epoch seconds. */
  readonly finishedAtSec: number;
  readonly chaosWindows: readonly JudgedWindow[];
}

/** Gathers the evidence of a run from its journal alone. */
export function gatherEvidence(record: RunRecord): RunAccount {
  const { plan, gates, rows, malformed, startedAtSec, answers } = record;
  const { bounds, chaos, once, timing } = plan;
  // k6 ends its clock with its summary; healing and stopping come after and are not part of the run.
  const finishedAtSec = rows.findLast(isRow('k6.summary'))?.ts ?? record.lastSec;
  const ranSec = finishedAtSec - startedAtSec;
  const figures = addUncalled(record, ranSec);
  const { responses } = figures.totals;
  const { end, ending } = assessEnd({
    rows,
    responses,
    malformed,
    ranSec,
    plannedSec: timing.totalSec,
    once,
  });
  const readings = chooseReadings(rows);
  const proof = proveChaos(readings.rows, chaos.faults);
  const scale = computeRecoveryScale(timing.cycleSec, bounds.maxRecoverSec);
  const cutting = listCutting(chaos.faults);
  const aftermath = judgeAftermath({ rows: readings.rows, answers, scale, endedSec: finishedAtSec, cutting });
  const lostProxy = findDisturbance(rows) ?? findFailedHeal(rows);
  const evidence: RunEvidence = {
    gates,
    figures,
    end,
    once,
    broken: record.broken,
    remedies: record.remedies,
    chaos: chaos.enabled
      ? { modes: chaos.modes, proof, aftermath, readings, withinSec: scale.withinSec }
      : null,
    mayDegrade: record.mayDegrade,
    baseline: { seen: aftermath.baseline, maxDegradedRatio: bounds.maxBaselineDegradedRatio },
    drift: record.drift,
    ...(chaos.enabled && chaos.leg === 'edge'
      ? { edge: { met: record.edgeCalls, faults: toDone(chaos.faults, rows), lostProxy } }
      : {}),
  };
  return { evidence, ending, finishedAtSec, chaosWindows: joinWindows(proof, aftermath) };
}

/** The figures with what no call tells: journeys not started or not played to their end, readings of the windows, errors of the script. */
function addUncalled({ plan, rows, figures }: RunRecord, ranSec: number): RunFigures {
  const told = rows.findLast(isRow('k6.summary'))?.totals;
  const { journeys } = figures.totals;
  const cuts = countCuts(rows.filter(isRow('journey.cut')));
  // Where k6 did not say what it dropped, it is what the schedule had due by then.
  const due = Math.floor(computeJourneysDue(computeSegments(plan.timing), ranSec));
  const dropped = told?.journeys_dropped ?? Math.max(0, due - journeys);
  const totals = {
    ...figures.totals,
    journeys_dropped: dropped,
    journeys_due: journeys + dropped,
    sentinel_reads: told?.sentinel_reads ?? 0,
    journeys_cut: Object.values(cuts).reduce((sum, count) => sum + count, 0),
    validator_errors: rows.filter(isRow('suite.error')).length,
  };
  return { ...figures, totals, cuts };
}

/** How many journeys each kind of answer ended early, the most frequent first; more kinds than can be read are counted as others. */
function countCuts(rows: readonly RowOf<'journey.cut'>[]): RunFigures['cuts'] {
  const counts: Record<string, number> = {};
  for (const { after, why } of rows) raise(counts, `${after}: ${why}`);
  const sorted = Object.entries(counts).sort(([, a], [, b]) => b - a);
  const others = sorted.slice(MOST_CUTS).reduce((sum, [, count]) => sum + count, 0);
  return Object.fromEntries([...sorted.slice(0, MOST_CUTS), ...(others > 0 ? [['others', others]] : [])]);
}
