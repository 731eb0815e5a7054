// What the ends of a fleet's runners come to: one end of one run. Whatever is missing is said, and nothing of it can pass.

import type { JournalRow, RowOf } from '../journal/events.ts';
import { joinTimings } from '../journal/timings.ts';
import { describeK6End, hasCounted, K6_EXIT_CODES } from '../verdict/k6-exit-codes.ts';
import type { RunnerAccount } from './account.ts';
import { MAX_SKEW_SEC } from './clocks.ts';
import type { CutOffRunner } from './cut-off.ts';

/** How a runner ended. */
export interface RunnerEnd {
  /** From 1. */
  readonly runner: number;
  /** Its exit code; null where nobody could tell. */
  readonly code: number | null;
  /** What ended it from outside (Evicted, OOMKilled, node gone, …); null where nothing did. */
  readonly why: string | null;
}

interface FleetEnd {
  readonly accounts: readonly RunnerAccount[];
  readonly ends: readonly RunnerEnd[];
  readonly nowSec: number;
  /** The runners were asked to end. */
  readonly asked: boolean;
  /** Runners that lost calls for which nobody can blame the service. */
  readonly cutOff: readonly CutOffRunner[];
  /** The run was stopped before its time: by a gate, or since the fleet broke. */
  readonly stopped: boolean;
  /** Undefined for one pass, which has no length. */
  readonly plannedSec: number | undefined;
  /** Journeys that each runner begins at the least in a whole run. */
  readonly dueJourneys: number;
  /** The runners were followed, so that each has an exit code; else the summary of a plain k6, which is the last that it writes, stands for it. */
  readonly live: boolean;
  readonly behindSec: (runner: number) => number | null;
  readonly watchedSec: (ranSec: number) => number;
}

/** The share of the planned time that all runners must have been on together: as much as a run of one machine must last. */
const TOGETHER_SHARE = 0.98;

/** The last rows of the journal. */
export function closeFleet(end: FleetEnd): JournalRow[] {
  const { accounts, nowSec } = end;
  const ends = accounts.map(
    (_, i): RunnerEnd =>
      end.ends.find(({ runner }) => runner === i + 1) ?? { runner: i + 1, code: null, why: null },
  );
  const broken = (why: string, runner?: number): JournalRow => ({
    ts: nowSec,
    type: 'fleet.broken',
    ...(runner === undefined ? {} : { runner }),
    why,
  });
  const faults = ends.flatMap((one, i) => {
    const fault = findFault(one, accounts[i], end);
    return fault === undefined ? [] : [broken(`runner ${one.runner} ${fault}`, one.runner)];
  });
  const cutOff = end.cutOff.map(({ runner, why, lostBefore }) => ({
    ...broken(why, runner),
    unanswered: (accounts[runner - 1]?.way.lost ?? 0) - lostBefore,
  }));
  const endsSec = accounts.map((account) => toEndSec(account, end));
  const apart =
    end.stopped || end.asked || faults.length > 0 ? undefined : findApart(accounts, endsSec, end.plannedSec);
  return [
    ...cutOff,
    ...faults,
    ...(apart === undefined ? [] : [broken(apart)]),
    ...ends.map(
      ({ runner, code, why }, i): JournalRow => ({
        ts: accounts[i]?.summary?.ts ?? nowSec,
        type: 'runner.ended',
        runner,
        code,
        why: why ?? '',
        journeys: accounts[i]?.counts.journeys ?? 0,
        calls: accounts[i]?.counts.calls ?? 0,
        behind_s: end.behindSec(runner),
      }),
    ),
    ...addUp(end, endsSec),
    { ts: nowSec, type: 'k6.exited', code: chooseCode(ends, end), signal: null },
  ];
}

/**
 * How a runner ended without whom the others go on in vain, as the rest of "runner 2 …"; undefined for one that did all that it was to do.
 * @param earlySec of `findEarlyEnd`
 */
export function describeLoss(
  { code, why }: Pick<RunnerEnd, 'code' | 'why'>,
  earlySec?: number,
): string | undefined {
  const outside = why === null ? '' : `: ${why}`;
  if (code === null) return `ended, and nobody could tell with which exit code${outside}`;
  if (code !== 0) return `ended with ${describeK6End({ code, signal: null })}${outside}`;
  return earlySec === undefined
    ? undefined
    : `was over after ${earlySec.toFixed(1)} s with exit code 0, and the rest of its load is missing${outside}`;
}

/** What is wrong with the end of a runner, as the rest of "runner 2 …"; undefined where nothing is. */
function findFault(
  { code, why }: RunnerEnd,
  account: RunnerAccount | undefined,
  { stopped, asked, live, dueJourneys }: FleetEnd,
): string | undefined {
  const outside = why === null ? '' : `: ${why}`;
  if (account?.startedAtSec === undefined) return `never began${outside}`;
  const isLost = code === null ? live || account.isWatched : !hasCounted({ code, signal: null });
  if (isLost) return describeLoss({ code, why });
  const told = stopped || asked;
  if (code === K6_EXIT_CODES.ScriptStoppedFromRESTAPI.code && !told)
    return `ended with ${describeK6End({ code, signal: null })}, which asks nobody who they are`;
  // One that was through with its part may be cleared away.
  if (why !== null && !told && !(code === 0 && hasOffered(account, dueJourneys)))
    return `was ended from outside${outside}`;
  if (account.summary === undefined) return 'wrote no summary: its log was cut, or it was killed';
  // What is cut off by an abort may be counted and not written.
  return told ? undefined : account.findDifference();
}

/** Whether a runner has begun what it was to begin, or said that it had to drop it. */
const hasOffered = ({ counts, summary }: RunnerAccount, dueJourneys: number): boolean =>
  counts.journeys + (summary?.totals.journeys_dropped ?? 0) >= dueJourneys;

/**
 * Until when a runner was there. Its k6 is over with its last journey, seconds before the end where the next would come after that: one
 * that had nothing more to play was there to the end.
 */
function toEndSec(account: RunnerAccount, { dueJourneys, plannedSec, nowSec }: FleetEnd): number {
  const { startedAtSec, summary } = account;
  const overSec = summary?.ts ?? 0;
  if (plannedSec === undefined || startedAtSec === undefined || !hasOffered(account, dueJourneys))
    return overSec;
  return Math.max(overSec, Math.min(startedAtSec + plannedSec, nowSec));
}

/** For how long all must be on. Runners are begun one after the other, some hundredths of a second apart; a run of seconds may lose a second by that. */
const toTogetherSec = (plannedSec: number): number =>
  Math.min(plannedSec * TOGETHER_SHARE, plannedSec - MAX_SKEW_SEC);

/**
 * How long a runner was on that is over so early that the run cannot be judged any more, seconds, however long the others go on; undefined
 * where it is not.
 */
export function findEarlyEnd(
  account: RunnerAccount | undefined,
  end: Pick<FleetEnd, 'dueJourneys' | 'plannedSec' | 'nowSec'>,
): number | undefined {
  const { plannedSec, dueJourneys, nowSec } = end;
  if (account?.startedAtSec === undefined || plannedSec === undefined) return undefined;
  const lastedSec = (account.summary?.ts ?? nowSec) - account.startedAtSec;
  return lastedSec >= toTogetherSec(plannedSec) || hasOffered(account, dueJourneys) ? undefined : lastedSec;
}

/** Why the runners did not play the run together; undefined where they did. */
function findApart(
  accounts: readonly RunnerAccount[],
  ends: readonly number[],
  plannedSec: number | undefined,
): string | undefined {
  if (plannedSec === undefined) return undefined;
  const starts = accounts.map(({ startedAtSec }) => startedAtSec ?? 0);
  const lastStart = Math.max(...starts);
  const firstEnd = Math.min(...ends);
  const togetherSec = firstEnd - lastStart;
  if (togetherSec >= toTogetherSec(plannedSec)) return undefined;
  const late = starts.indexOf(lastStart) + 1;
  const early = ends.indexOf(firstEnd) + 1;
  return `all runners were on together for ${Math.max(0, togetherSec).toFixed(1)} of ${plannedSec.toFixed(1)} s: runner ${late} began ${(lastStart - Math.min(...starts)).toFixed(1)} s after the first, runner ${early} was over ${(Math.max(...ends) - firstEnd).toFixed(1)} s before the last; begin them together`;
}

/** The one summary: the sum of all, at the end of the first that was over. None where one is missing. */
function addUp({ accounts, watchedSec }: FleetEnd, endsSec: readonly number[]): JournalRow[] {
  const summaries = accounts.flatMap(({ summary }) => (summary ? [summary] : []));
  const [first] = summaries;
  if (!first || summaries.length < accounts.length) return [];
  const ts = Math.min(...endsSec);
  const startedAtSec = Math.min(...accounts.map((one) => one.startedAtSec ?? ts));
  const timings = joinTimings(summaries.map((one) => one.request_timings));
  // What one of them did not count, as an earlier version does not, is counted of no run of all.
  const told = Object.keys(first.totals).filter((id) =>
    summaries.every(({ totals }) => Object.hasOwn(totals, id)),
  );
  const sum = (id: string) => summaries.reduce((count, { totals }) => count + (totals[id] ?? 0), 0);
  const totals = Object.fromEntries(told.map((id) => [id, sum(id)])) as RowOf<'k6.summary'>['totals'];
  return [
    {
      ts,
      type: 'k6.summary',
      totals: { ...totals, sentinel_reads: watchedSec(ts - startedAtSec) },
      ...(timings ? { request_timings: timings } : {}),
    },
  ];
}

/** The exit code that tells most: one that says that a run was lost, then one that says why it ended early, then 0. */
function chooseCode(ends: readonly RunnerEnd[], { stopped, asked, live }: FleetEnd): number {
  const { ScriptStoppedFromRESTAPI, ExternalAbort, ScriptAborted } = K6_EXIT_CODES;
  const unknown = live ? KILLED : stopped ? ScriptAborted.code : 0;
  const codes = ends.map(({ code }) => code ?? unknown);
  // Stopped through its REST API it is by us.
  const own = (code: number) =>
    code === ScriptStoppedFromRESTAPI.code && (stopped || asked) ? ExternalAbort.code : code;
  const lost = codes.find((code) => !hasCounted({ code, signal: null }));
  const owned = codes.map(own);
  return lost ?? TELLING.find((code) => owned.includes(code)) ?? 0;
}

/** Codes of a k6 that counted, the most telling first: a signal may have come after all was played. */
const TELLING = [
  K6_EXIT_CODES.ScriptAborted.code,
  K6_EXIT_CODES.ScriptStoppedFromRESTAPI.code,
  K6_EXIT_CODES.ThresholdsHaveFailed.code,
  K6_EXIT_CODES.ExternalAbort.code,
];

/** 128 + SIGKILL: a runner of which nothing is left was killed, whoever did it. */
const KILLED = 137;
