// A journal, read to its end → the evidence that the gates are judged on.

import { judgeAftermath } from '../chaos/aftermath.ts';
import type { Answer } from '../chaos/answers.ts';
import { proveChaos } from '../chaos/chaos-proof.ts';
import { type EdgeEvidence, findFailedHeal, toDone } from '../chaos/edge.ts';
import { joinWindows } from '../chaos/mode-figures.ts';
import { chooseReadings } from '../chaos/readings.ts';
import { computeRecoveryScale } from '../chaos/recovery.ts';
import type { JudgedWindow } from '../chaos/slot-schema.ts';
import { listCutting } from '../faults/injection.ts';
import { countUnanswered } from '../fleet/cut-off.ts';
import { describePart } from '../fleet/segment.ts';
import type { GateResult } from '../gates/gate-result-schema.ts';
import type { Gate } from '../gates/gates.ts';
import { raise } from '../journal/counters.ts';
import { isRow, type JournalRow, type RowOf } from '../journal/events.ts';
import type { Plan } from '../plan/plan.ts';
import { computeJourneysDue, computeSegments, computeToxicSlots } from '../plan/schedule.ts';
import { addDropped, countUnbegun } from '../plan/unbegun.ts';
import type { Id } from '../service/service.ts';
import { assessEnd, type EndFacts, type Ending, findDisturbance } from './ending.ts';
import { findOtherPlan } from './journal-faults/other-plan.ts';
import { findOutOfTurn } from './journal-faults/row-order.ts';
import type { RunFigures } from './tally.ts';
import type { RunEvidence } from './verdict.ts';

/** So many kinds of answers that ended journeys early are named. */
const MOST_CUTS = 20;
/** Clocks of a fleet are a second apart at the most, and a row is written when what it tells of is over. */
const CLOCK_SLACK_SEC = 5;
/** So long after its last journey was due to end a k6 is ended that has not come to its summary. */
const OVERDUE_SEC = 30;

/** A journal, read to its end. */
export interface RunRecord
  extends Pick<EndFacts, 'rows' | 'malformed' | 'firstFault' | 'unknown' | 'disorder'> {
  readonly plan: Plan;
  readonly gates: readonly Gate[];
  /** When the run began, and when the last row but the verdict was written: epoch seconds. */
  readonly startedAtSec: number;
  readonly lastSec: number;
  /** The time-outs of the longest journey of the service, added up. */
  readonly longestJourneySec: number;
  readonly answers: readonly Answer[];
  /** What the gates on drift came to. */
  readonly drift: readonly GateResult[];
  /** The service can say that it answered without its upstream: `mayDegrade` of its definition. */
  readonly mayDegrade: boolean;
  /** As the rows of the calls come to. */
  readonly figures: RunFigures;
  /** By fault on the edge, the calls that met it. */
  readonly edgeCalls: EdgeEvidence['met'];
  readonly findRemedy: NonNullable<RunEvidence['findRemedy']>;
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
  const { plan, gates, rows, malformed, firstFault, unknown, disorder, startedAtSec, answers } = record;
  const { bounds, chaos, once, timing } = plan;
  // k6 ends its clock with its summary; healing and stopping come after and are not part of the run.
  const finishedAtSec = rows.findLast(isRow('k6.summary'))?.ts ?? record.lastSec;
  const ranSec = finishedAtSec - startedAtSec;
  const { unbegun, ...figures } = addUncalled(record, ranSec);
  const { end, ending } = assessEnd({
    rows,
    totals: figures.totals,
    malformed,
    unknown,
    ...(firstFault === undefined ? {} : { firstFault }),
    otherPlan: findOtherPlan(plan, rows, figures),
    slotsDue: countDue(plan, ranSec),
    disorder: findOddTimes(record, finishedAtSec) ?? disorder ?? findOutOfTurn(rows, startedAtSec),
    ranSec,
    plannedSec: timing.totalSec,
    once,
  });
  const readings = chooseReadings(rows);
  const proof = proveChaos(readings.rows, chaos.faults, answers);
  const scale = computeRecoveryScale(timing.cycleSec, bounds.maxRecoverSec);
  const cutting = listCutting(chaos.faults);
  const aftermath = judgeAftermath({ rows: readings.rows, answers, scale, endedSec: finishedAtSec, cutting });
  const lostProxy = findDisturbance(rows) ?? findFailedHeal(rows);
  const evidence: RunEvidence = {
    gates,
    figures,
    uncounted: listUncounted(gates, rows),
    unbegun,
    end,
    once,
    broken: record.broken,
    findRemedy: record.findRemedy,
    chaos: chaos.enabled
      ? { modes: chaos.modes, proof, aftermath, readings, withinSec: scale.withinSec }
      : null,
    mayDegrade: record.mayDegrade,
    unwatched: rows.find(isRow('run.started'))?.merged === 'afterwards',
    startsApartSec: computeStartsApartSec(rows),
    unanswered: countUnanswered(rows),
    baseline: { seen: aftermath.baseline, maxDegradedRatio: bounds.maxBaselineDegradedRatio },
    drift: record.drift,
    ...(chaos.enabled && chaos.leg === 'edge'
      ? { edge: { met: record.edgeCalls, faults: toDone(chaos.faults, rows), lostProxy } }
      : {}),
  };
  return { evidence, ending, finishedAtSec, chaosWindows: joinWindows(proof, aftermath) };
}

/** By how much the starts of runners are apart by their own clocks; 0 where there is one. */
function computeStartsApartSec(rows: readonly JournalRow[]): number {
  const starts = rows.filter(isRow('runner.started')).map(({ ts }) => ts);
  return starts.length === 0 ? 0 : Math.max(...starts) - Math.min(...starts);
}

/** How many slots of toxics the schedule had from their start to their end by then. */
const countDue = ({ chaos, once, timing }: Plan, ranSec: number): number =>
  chaos.enabled && !once
    ? computeToxicSlots(timing, chaos.modes).filter(({ toSec }) => toSec <= ranSec).length
    : 0;

/** Why the times of the journal cannot be those of one run by one clock, in a sentence; undefined where they can. */
function findOddTimes(record: RunRecord, finishedAtSec: number): string | undefined {
  const { plan, rows, answers, startedAtSec, longestJourneySec } = record;
  const overSec = Math.max(finishedAtSec, ...rows.filter(isRow('runner.ended')).map(({ ts }) => ts));
  const isOutside = (sec: number) => sec < startedAtSec - CLOCK_SLACK_SEC || sec > overSec + CLOCK_SLACK_SEC;
  const toSince = (sec: number) => `${(sec - startedAtSec).toFixed(1)} s`;
  const run = `in a run that was over after ${toSince(overSec)}`;
  const call = answers.find(({ beganSec, endedSec }) => isOutside(beganSec) || isOutside(endedSec));
  if (call)
    return `the journal tells of a call from ${toSince(call.beganSec)} to ${toSince(call.endedSec)} ${run}`;
  const on = rows.filter(isRow('toxic.on')).find(({ ts }) => isOutside(ts));
  if (on) return `the journal tells that ${on.mode} was set at ${toSince(on.ts)} ${run}`;
  const dueSec = plan.timing.totalSec + longestJourneySec + OVERDUE_SEC + CLOCK_SLACK_SEC;
  return plan.once || finishedAtSec - startedAtSec <= dueSec
    ? undefined
    : `the journal tells of ${toSince(finishedAtSec)} of a run of ${plan.timing.totalSec.toFixed(1)} s`;
}

/** The counters of these gates that k6 does not name in its summary, where it came to one: it names every counter that it has. */
function listUncounted(gates: readonly Gate[], rows: readonly JournalRow[]): Id[] {
  const told = rows.findLast(isRow('k6.summary'))?.totals;
  const needed = new Set(gates.flatMap(({ of, among }) => [of, among]));
  return told === undefined ? [] : [...needed].filter((id) => !Object.hasOwn(told, id));
}

/** The figures with what no call tells: journeys not started or not played to their end, readings of the windows, errors of the script. */
function addUncalled(
  { plan, rows, figures }: RunRecord,
  ranSec: number,
): RunFigures & { readonly unbegun: number } {
  const told = rows.findLast(isRow('k6.summary'))?.totals;
  const { journeys } = figures.totals;
  const cut = rows.filter(isRow('journey.cut'));
  // Where k6 did not say what it dropped, it is what the schedule had due by then.
  const due = Math.floor(computeJourneysDue(computeSegments(plan.timing), ranSec));
  const said = told?.journeys_dropped;
  const totals = {
    ...figures.totals,
    journeys_dropped: said ?? Math.max(0, due - journeys),
    sentinel_reads: told?.sentinel_reads ?? 0,
    journeys_cut: cut.length,
    journeys_stranded: cut.filter(({ stranded }) => stranded === 1).length,
    validator_errors: rows.filter(isRow('suite.error')).length,
  };
  // The journeys of one runner of many are not those of the run.
  const isWhole = describePart(rows.find(isRow('run.started'))) === undefined;
  const unbegun = said !== undefined && isWhole ? countUnbegun(plan, ranSec, totals) : 0;
  return { ...figures, totals: addDropped(totals, unbegun), cuts: countCuts(cut), unbegun };
}

/** How many journeys each kind of answer ended early, the most frequent first; more kinds than can be read are counted as others. */
function countCuts(rows: readonly RowOf<'journey.cut'>[]): RunFigures['cuts'] {
  const counts: Record<string, number> = {};
  for (const { after, why } of rows) raise(counts, `${after}: ${why}`);
  const sorted = Object.entries(counts).sort(([, a], [, b]) => b - a);
  const others = sorted.slice(MOST_CUTS).reduce((sum, [, count]) => sum + count, 0);
  return Object.fromEntries([...sorted.slice(0, MOST_CUTS), ...(others > 0 ? [['others', others]] : [])]);
}
