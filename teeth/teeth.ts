// Does the gate bite? What a row of the matrix says, and whether a run did as the row says. The rows: teeth/rows.ts of the service.
import { quantile } from 'd3-array';
import type { OptionValues } from '../lib/core/options/option.ts';
import type { GateOutcome } from '../lib/core/outcome.ts';
import type { Id } from '../lib/core/service/service.ts';
import type { Outcome } from '../lib/core/verdict/verdict.ts';

/** One answer is enough: milliseconds, with room for a machine that has other things to do. `HARD_AIM_MS` is for the p95. */
export const HARD_STOP_MS = 2_000;
export const HARD_AIM_MS = 100;
/** A window is read once a second, over k6's API. */
export const ROLLING_STOP_MS = 6_000;

/** The ways to break a promise. `near miss`: what must not be taken for a break. */
export type Way =
  | 'full rate'
  | 'rare'
  | 'one phase'
  | 'one route'
  | 'one variant'
  | 'one journey'
  | 'late'
  | 'under a toxic'
  | 'disguised'
  | 'other means'
  | 'near miss';

/** How a row breaks what no defect of the service can break: a part of the suite itself. Seconds of the run. */
export type Means =
  | {
      readonly kind: 'signal';
      readonly part: 'k6' | 'toxiproxy';
      readonly signal: 'SIGKILL' | 'SIGSTOP';
      readonly afterSec: number;
      /** What was stopped goes on after so long; left out where it does not. */
      readonly forSec?: number;
    }
  /** The run itself is asked to stop, as by Ctrl-C. */
  | { readonly kind: 'interrupt'; readonly signal: 'SIGTERM'; readonly afterSec: number }
  /** k6's own script is changed: every `find` in the bundle becomes `put`. */
  | { readonly kind: 'script'; readonly find: string; readonly put: string }
  /** The journal loses every answer of this step, and is judged again. */
  | { readonly kind: 'journal'; readonly loses: Id };

/** One row of the matrix: a run, and what it must come to. */
export interface Tooth {
  /** `gate/way/detail`; names the row on the command line and its folder. */
  readonly id: string;
  /** The gate that must be the reason; for a run that must pass, the gate that must have looked and held. */
  readonly gate: string;
  readonly way: Way;
  readonly expect: Outcome;
  /** Defects of the reference service, as in docs/add-a-defect.md; '' for none. */
  readonly defects: string;
  readonly options: OptionValues;
  readonly means?: Means;
  /** From the answer that crosses the gate until the load is over, at most. Null where the run is not stopped by an answer. */
  readonly withinMs: number | null;
  /** Other gates that the same fault breaks as well; any that is not named makes the reason wrong. */
  readonly beside?: readonly string[];
  /** The gate is advisory: it must have been crossed, and must not be the reason of anything. */
  readonly advisory?: true;
  /** The latency that the summary must show, at least: a slow service must not look fast. */
  readonly p95AtLeastMs?: number;
  /** The toxic modes that must have been shown to act. */
  readonly modesShown?: readonly string[];
  /** It breaks what the k6 of one machine does and runners do not: no row for a fleet. */
  readonly oneMachine?: true;
  /** The hole of the shell suite that this row keeps shut (1 to 14). */
  readonly hole?: number;
  readonly why: string;
}

/** What a run came to, as far as a row asks. Moments are epoch seconds; null where there was none. */
export interface Bite {
  readonly outcome: Outcome;
  /** Of the gates that decide, and of the row's own. */
  readonly gates: Readonly<Record<string, GateOutcome>>;
  /** The gate that stopped the run, else the row's own where it is one of those that decided, else the first of them; null for a pass. */
  readonly reason: string | null;
  /** Answers (or lost calls) up to and with the one that crossed the gate; of the whole run where none did. */
  readonly responses: number;
  readonly crossedAtSec: number | null;
  readonly decidedAtSec: number | null;
  /** The last answer or lost call of a run that was stopped. */
  readonly lastCallAtSec: number | null;
  /** The summary of k6; of the last of its runners, where there are several. */
  readonly loadOverAtSec: number | null;
  readonly exitedAtSec: number | null;
  readonly p95Ms: number | null;
  readonly modesShown: readonly string[];
}

/** `caught` and `passed` are what a row may come to; the rest is what is wrong. */
export type Result =
  | 'caught'
  | 'passed'
  | 'missed'
  | 'wrong reason'
  | 'too late'
  | 'false alarm'
  | 'not shown'
  | 'not run';

export interface Judged {
  readonly tooth: Tooth;
  readonly result: Result;
  readonly ok: boolean;
  /** What was seen, in a few words, where it is not what the row says. */
  readonly because: string;
  readonly reason: string | null;
  readonly responses: number;
  /** From the answer that crossed the gate: to the decision, to the last call, to the end of the load, to the end of k6. */
  readonly decidedMs: number | null;
  readonly lastCallMs: number | null;
  readonly loadOverMs: number | null;
  readonly exitedMs: number | null;
}

const since = (fromSec: number | null, toSec: number | null) =>
  fromSec === null || toSec === null ? null : Math.max(0, Math.round((toSec - fromSec) * 1000));

/** Holds a run against its row. `bite` is a sentence where the run came to no verdict at all. */
export function judgeTooth(tooth: Tooth, bite: Bite | string): Judged {
  if (typeof bite === 'string') {
    const nothing = {
      reason: null,
      responses: 0,
      decidedMs: null,
      lastCallMs: null,
      loadOverMs: null,
      exitedMs: null,
    };
    return { tooth, result: 'not run', ok: false, because: bite, ...nothing };
  }
  const times = {
    decidedMs: since(bite.crossedAtSec, bite.decidedAtSec),
    lastCallMs: since(bite.crossedAtSec, bite.lastCallAtSec),
    loadOverMs: since(bite.crossedAtSec, bite.loadOverAtSec),
    exitedMs: since(bite.crossedAtSec, bite.exitedAtSec),
  };
  const [result, because] =
    tooth.expect === 'pass' ? judgeHealthy(tooth, bite) : judgeBroken(tooth, bite, times.loadOverMs);
  const ok = result === 'caught' || result === 'passed';
  return { tooth, result, ok, because, reason: bite.reason, responses: bite.responses, ...times };
}

function judgeHealthy(tooth: Tooth, bite: Bite): [Result, string] {
  if (bite.outcome !== 'pass') return ['false alarm', `${bite.outcome} by ${bite.reason}`];
  const held = bite.gates[tooth.gate];
  if (held !== 'pass') return ['not shown', `${tooth.gate} came to ${held ?? 'nothing'}`];
  const { p95AtLeastMs = 0, modesShown = [] } = tooth;
  if ((bite.p95Ms ?? 0) < p95AtLeastMs)
    return ['not shown', `p95 ${bite.p95Ms} ms, at least ${p95AtLeastMs} expected`];
  const unseen = modesShown.filter((mode) => !bite.modesShown.includes(mode));
  return unseen.length > 0 ? ['not shown', `${unseen.join(', ')} not shown`] : ['passed', ''];
}

function judgeBroken(tooth: Tooth, bite: Bite, loadOverMs: number | null): [Result, string] {
  if (tooth.advisory) {
    if (bite.reason === tooth.gate) return ['wrong reason', 'an advisory gate decided'];
    const held = bite.gates[tooth.gate];
    return held === tooth.expect ? ['caught', ''] : ['missed', `it came to ${held ?? 'nothing'}`];
  }
  if (bite.outcome === 'pass') return ['missed', 'the run passed'];
  if (bite.outcome !== tooth.expect || bite.reason !== tooth.gate)
    return ['wrong reason', `${bite.outcome} by ${bite.reason}`];
  const allowed = [tooth.gate, ...(tooth.beside ?? [])];
  const others = Object.entries(bite.gates)
    .filter(([gate, outcome]) => outcome === tooth.expect && !allowed.includes(gate))
    .map(([gate]) => gate);
  if (others.length > 0) return ['wrong reason', `${others.join(', ')} as well`];
  if (tooth.withinMs === null) return ['caught', ''];
  if (loadOverMs === null) return ['too late', 'only at the end of the run'];
  return loadOverMs <= tooth.withinMs
    ? ['caught', '']
    : ['too late', `${loadOverMs} ms, ${tooth.withinMs} allowed`];
}

/** How soon the runs were stopped: the 95th percentile in ms over `count` rows; null without one. */
export interface Speed {
  readonly count: number;
  readonly decidedMs: number | null;
  readonly lastCallMs: number | null;
  readonly loadOverMs: number | null;
  readonly exitedMs: number | null;
}

/** The totals of a matrix. `hard`: rows stopped by a single answer, `rolling`: by a window. */
export interface Totals {
  readonly broken: number;
  readonly caught: number;
  readonly healthy: number;
  readonly passed: number;
  readonly hard: Speed;
  readonly rolling: Speed;
}

/** What the rows of a matrix come to. */
export function computeTotals(rows: readonly Judged[]): Totals {
  const broken = rows.filter(({ tooth }) => tooth.expect !== 'pass');
  const stopped = broken.filter((row) => row.ok && row.tooth.withinMs !== null);
  const toSpeed = (of: readonly Judged[]): Speed => {
    const p95 = (key: 'decidedMs' | 'lastCallMs' | 'loadOverMs' | 'exitedMs') =>
      quantile(
        of.flatMap((row) => row[key] ?? []),
        0.95,
      ) ?? null;
    return {
      count: of.length,
      decidedMs: p95('decidedMs'),
      lastCallMs: p95('lastCallMs'),
      loadOverMs: p95('loadOverMs'),
      exitedMs: p95('exitedMs'),
    };
  };
  return {
    broken: broken.length,
    caught: broken.filter(({ ok }) => ok).length,
    healthy: rows.length - broken.length,
    passed: rows.filter(({ ok, tooth }) => ok && tooth.expect === 'pass').length,
    hard: toSpeed(stopped.filter(({ tooth }) => tooth.withinMs === HARD_STOP_MS)),
    rolling: toSpeed(stopped.filter(({ tooth }) => tooth.withinMs === ROLLING_STOP_MS)),
  };
}
