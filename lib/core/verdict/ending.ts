// How a run ended, by its journal, and what was lost of it. Status and reason are decided here for k6's own summary too.
import { least } from 'd3-array';
import { describePart } from '../fleet/segment.ts';
import type { GateResult } from '../gates/gate-result-schema.ts';
import { type Gate, stops } from '../gates/gates.ts';
import { isBeside, isRow, type JournalRow } from '../journal/events.ts';
import type { EngineCounterId } from '../service/engine-counters.ts';
import type { Id } from '../service/service.ts';
import { toCounted } from '../text/figures.ts';
import { ANSWERS_FIT } from './filled.ts';
import { describeK6End, hasCounted, K6_EXIT_CODES } from './k6-exit-codes.ts';
import type { RunStatus, Summary } from './summary-schema.ts';
import { isCutShort, type RunEnd } from './verdict.ts';

/** How a run ended. `stopReason`: null where it came to its planned end. */
export interface Ending {
  readonly status: RunStatus;
  readonly stopReason: string | null;
}

/** The gate that ended a run, and why, as far as its judge knows; null where none did. */
export type Stopper = { readonly gate: string; readonly why: string } | null;

/**
 * Decides how a run ended: `interrupted` from outside, `stopped` by a gate or by what broke beside the service, or `completed`.
 * A signal comes first, then the gate: what was lost besides is their doing. A run that is too short and says nothing of why was
 * ended from outside.
 * @param once the run was one pass, which has no planned time
 */
export function decideEnding(stopped: Stopper, end: RunEnd, once: boolean): Ending {
  if (end.interruptedBy !== undefined) return { status: 'interrupted', stopReason: end.interruptedBy };
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
): Stopper {
  if (!once && !isCutShort(end, once)) return null;
  const stopping = new Set(gates.filter(stops).map(({ id }) => id));
  const found = results.find(({ id, outcome }) => outcome === 'fail' && stopping.has(id));
  return found ? { gate: found.id, why: found.because } : null;
}

/** A line about what ended the run from outside; none where the reason of the verdict says so, or nothing did. */
export function toInterruption({ status, stop_reason: why, verdict }: Summary): readonly string[] {
  const isUntold = status === 'interrupted' && why !== null && !verdict.because.includes(why);
  return isUntold ? [`interrupted: ${why}`] : [];
}

/** What a journal holds beside its calls, and what its calls come to. Seconds are of the (compressed) clock. */
export interface EndFacts {
  /** Every row but those of the calls, in the order of the journal. */
  readonly rows: readonly JournalRow[];
  /** What is counted of the rows, by the name of the counter. */
  readonly totals: Readonly<Record<Id, number>>;
  /** Lines that are no row. */
  readonly malformed: number;
  /** What is wrong with the first of them. */
  readonly firstFault?: string;
  /** Something that answers broke, and that the service does not know: its promises were others. */
  readonly unknown?: Id | undefined;
  /** Slots of toxics that were over before the run was: each has left a row, also where its toxic could not be set. */
  readonly slotsDue?: number;
  /** Why its calls, or the times of its rows, cannot be those of one run. */
  readonly disorder?: string | undefined;
  /** Why it cannot be of a run with its options. */
  readonly otherPlan?: string | undefined;
  readonly ranSec: number;
  readonly plannedSec: number;
  /** The run was one pass, which has no planned time. */
  readonly once: boolean;
}

/** How a run ended, by its journal: for the gates, and for the summary. */
export function assessEnd(facts: EndFacts): { readonly end: RunEnd; readonly ending: Ending } {
  const { rows, ranSec, plannedSec, once } = facts;
  // Two VUs may see a reason within the milliseconds an abort takes; the first is the one that stopped the run, wherever its row stands.
  const stopped = least(rows.filter(isRow('run.stopped')), ({ ts }) => ts) ?? null;
  const signal = findSignal(rows);
  const cut = signal !== null || stopped !== null;
  const damage = findDamage(facts, cut);
  // Where nobody wrote down k6's end, something else may be missing as well; the summary of a plain k6 is the last that there is.
  const isWhole = rows.some(isRow('k6.exited')) || (rows.some(isRow('k6.summary')) && !rows.some(isBeside));
  const damaged = damage !== null || !isWhole;
  const end: RunEnd = {
    ranSec,
    plannedSec,
    stoppedBy: stopped?.gate ?? null,
    k6Crossed: rows.findLast(isRow('k6.exited'))?.code === K6_EXIT_CODES.ThresholdsHaveFailed.code,
    ...(signal === null ? {} : { interruptedBy: signal }),
    ...(stopped?.gate === ANSWERS_FIT ? { filled: stopped.why } : {}),
    lost: findDisturbance(rows) ?? findFleetFault(rows) ?? findLoss(facts, signal, cut, damage),
    ...(damaged ? { damaged: true } : {}),
    ...(describePart(rows.find(isRow('run.started'))) === undefined ? {} : { part: true }),
  };
  return { end, ending: decideEnding(stopped, end, once) };
}

/** Why baseline was none, null where it was. */
export const findDisturbance = (rows: readonly JournalRow[]) =>
  rows.findLast(isRow('baseline.disturbed'))?.why ?? null;

/**
 * Why the run of several runners cannot be judged: something of the fleet broke, or the journal is of one of them alone. Null where the
 * fleet was whole, or there was none.
 */
function findFleetFault(rows: readonly JournalRow[]): string | null {
  const broken = rows.find(isRow('fleet.broken'));
  if (broken) return broken.why;
  const started = rows.find(isRow('run.started'));
  const part = describePart(started);
  if (part !== undefined)
    return `this is ${part}: judge all of them together, npm run judge -- FOLDER FOLDER …`;
  if (started?.merged === undefined) return null;
  const ended = new Set(rows.filter(isRow('runner.ended')).map(({ runner }) => runner)).size;
  return ended === started.runners
    ? null
    : `the journal tells the end of ${ended} of ${started.runners} runners: the rest of it is missing`;
}

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

/** What shows that the journal is not the one that the run wrote, in a sentence; null where nothing does. */
function findDamage(
  { rows, totals, malformed, firstFault, slotsDue = 0, disorder }: EndFacts,
  cut: boolean,
): string | null {
  if (malformed > 0) {
    const are = toCounted(malformed, 'line of the journal is no row', 'lines of the journal are no rows');
    return `${are}${firstFault === undefined ? '' : `; the first is ${firstFault}`}`;
  }
  const runs = countRuns(rows);
  if (runs > 1) return `the journal is of ${runs} runs: judge each by its own`;
  const k6Summary = rows.findLast(isRow('k6.summary'));
  // What is cut off by an abort may be counted and not written; a run that came to its end has no such excuse.
  const other = cut || !k6Summary ? undefined : findOther(totals, k6Summary.totals);
  if (other !== undefined) return other;
  const toxics = rows.filter(isRow('toxic.on')).length;
  if (toxics < slotsDue) return `the journal holds ${toxics} of the ${slotsDue} toxics that were due`;
  return disorder ?? null;
}

/** What a run writes once: what comes twice is of two. */
const ONCE_A_RUN = ['run.started', 'k6.summary', 'k6.exited'] as const;
const countRuns = (rows: readonly JournalRow[]) =>
  Math.max(...ONCE_A_RUN.map((type) => rows.filter(isRow(type)).length));

/** What no row of the journal counts: k6 alone knows it. */
const TOLD_BY_K6_ALONE: ReadonlySet<Id> = new Set<EngineCounterId>([
  'journeys_due',
  'journeys_dropped',
  'sentinel_reads',
]);

/** Which count of the rows is not the one that k6 came to, answers first; undefined where none is. An earlier version may have counted less. */
function findOther(held: EndFacts['totals'], counted: EndFacts['totals']): string | undefined {
  const id = ['responses', ...Object.keys(counted)].find(
    (one) => !TOLD_BY_K6_ALONE.has(one) && held[one] !== undefined && held[one] !== counted[one],
  );
  if (id === undefined) return undefined;
  const what = id === 'responses' ? 'answers' : id.replaceAll('_', ' ');
  return `the journal holds ${held[id]} ${what}, k6 counted ${counted[id]}`;
}

/** Why the journal cannot be believed to hold the whole run; null where it can. */
function findLoss(
  facts: EndFacts,
  signal: string | null,
  cut: boolean,
  damage: string | null,
): string | null {
  const { rows, malformed, unknown, otherPlan, once } = facts;
  const exited = rows.findLast(isRow('k6.exited'));
  if (exited && !hasCounted(exited)) return `k6 ended with ${describeK6End(exited)}: see k6.log`;
  // We never end a run so: the one who did was somebody else.
  if (exited?.code === K6_EXIT_CODES.ScriptStoppedFromRESTAPI.code)
    return `k6 ended with ${describeK6End(exited)}, which asks nobody who they are; keep the port of K6_ADDRESS to the run`;
  // A line that is no row may have been k6's summary, and what stopped one run did not stop the other.
  if (malformed > 0 || countRuns(rows) > 1) return damage;
  if (unknown !== undefined)
    return `answers broke ${unknown}, which the service does not know: judge the run by the version of the service that it was of`;
  if (!rows.some(isRow('k6.summary'))) return 'k6 did not get to its summary: see k6.log';
  // Its code says what nothing else does: that it was stopped by somebody, or saw a threshold crossed.
  if (!exited && rows.some(isBeside) && !isCutShort(facts, once))
    return 'the journal does not say how k6 ended: its last rows are missing, or the gate was killed';
  if (exited?.code === K6_EXIT_CODES.ScriptAborted.code && !cut)
    return 'k6 was stopped by its script, and the journal does not say why: see k6.log';
  // Of a run with a length the gate on its time tells; one pass has none.
  if (once && signal !== null) return `the pass was cut: ${signal}`;
  return cut ? null : (damage ?? otherPlan ?? null);
}
