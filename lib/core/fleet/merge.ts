// The rows of n runners → the one journal of their run, as they come: numbered by runner, held to account, watched as a whole.

import { createUnsentWatch } from '../answer/unsent.ts';
import { type Gate, hasWindow, toCrossing } from '../gates/gates.ts';
import { sumRaised } from '../journal/counts/raised.ts';
import type { JournalRow, RowOf } from '../journal/events.ts';
import type { Plan } from '../plan/plan.ts';
import { computeJourneysOf } from '../plan/schedule.ts';
import { computeLongestJourneySec } from '../service/journeys.ts';
import type { Service } from '../service/service.ts';
import { createTally } from '../verdict/tally.ts';
import { createAccount } from './account.ts';
import { createFleetClocks, MAX_SKEW_SEC } from './clocks.ts';
import { closeFleet, findEarlyEnd, type RunnerEnd } from './close.ts';
import { createCutOffWatch, isOfLost } from './cut-off.ts';
import { createHold } from './hold.ts';
import { findOtherRun } from './same-run.ts';
import { createWatchedSeconds } from './watched-seconds.ts';

export interface FleetMergeOptions {
  readonly service: Service;
  readonly plan: Plan;
  /** Every gate of the plan: `listGates`. */
  readonly gates: readonly Gate[];
  /** How many runners there are. */
  readonly runners: number;
  /** How far clocks may be apart. @default MAX_SKEW_SEC */
  readonly maxSkewSec?: number;
  /** The runners count: what broke is judged when the answers beside it are counted. @default false */
  readonly counted?: boolean;
  /** `afterwards`: the runners are over, so that nothing is stopped and no clock is read. @default 'live' */
  readonly merged?: NonNullable<RowOf<'run.started'>['merged']>;
}

/** Why all runners are to be ended. */
export interface FleetStop {
  readonly gate: string;
  readonly why: string;
}

/** What the one who followed the runners knows besides. */
export interface FleetSeen {
  /** Somebody ended the run, so that runners say that they were stopped. @default false */
  readonly asked?: boolean;
  /** So many calls in a row did BASE answer him. @default 0 */
  readonly answersHere?: number;
}

export interface FleetMerge {
  /**
   * Takes a row of a runner in the order of its log; those of several runners may come in any order.
   * @param receivedAtSec when it was read, epoch seconds, by a clock that is not set meanwhile
   * @returns what goes into the one journal now
   * @throws RangeError where there is no such runner
   */
  add(runner: number, row: JournalRow, receivedAtSec: number): readonly JournalRow[];
  /** Set as soon as a gate is crossed over all runners, a runner stopped itself, or the fleet cannot be judged any more. */
  stop(): FleetStop | undefined;
  /** How many seconds a runner was on that is over too early for the run, whatever the others do; undefined where it is not. */
  findEarlyEnd(runner: number, nowSec: number): number | undefined;
  /** Calls were made, and none of them got an answer. */
  isUnanswered(): boolean;
  /**
   * Closes the account when every runner is over.
   * @param ends one for each runner; of one that is left out nobody could tell
   * @returns the last rows of the journal
   */
  end(ends: readonly RunnerEnd[], nowSec: number, seen?: FleetSeen): readonly JournalRow[];
}

/** What is counted is told when its second is over. */
const COUNTED_SEC = 1;

/** The merge of a run's runners, at nothing. */
export function createFleetMerge(options: FleetMergeOptions): FleetMerge {
  const {
    service,
    plan,
    gates,
    runners,
    maxSkewSec = MAX_SKEW_SEC,
    merged = 'live',
    counted = false,
  } = options;
  const live = merged === 'live';
  const tally = createTally(service, gates);
  const longestSec = computeLongestJourneySec(service);
  const accounts = Array.from({ length: runners }, (_, i) =>
    createAccount({ runner: i + 1, runners }, longestSec),
  );
  const cutOff = createCutOffWatch(accounts);
  const { timing } = plan;
  const dueOfAll = Math.floor(computeJourneysOf(timing));
  const due = {
    plannedSec: plan.once ? undefined : timing.totalSec,
    // k6 rounds where a rate changes, so that it may begin one fewer.
    dueJourneys: Math.floor((dueOfAll - 1) / runners),
  };
  const clocks = createFleetClocks(runners, maxSkewSec);
  const watched = createWatchedSeconds();
  const learnsNothing = createUnsentWatch();
  const hold = live && counted ? createHold(runners) : undefined;
  let first: RowOf<'run.started'> | undefined;
  let stopped: FleetStop | undefined;
  /** A gate on lost calls is crossed: how to end the run where the service lost them. */
  let blame: (() => JournalRow[]) | undefined;

  /** The run cannot be judged: it is not worth its load any longer. */
  function breakUp(ts: number, why: string, runner?: number): JournalRow[] {
    const broken: JournalRow = { ts, type: 'fleet.broken', ...(runner ? { runner } : {}), why };
    if (!live || stopped) return [broken];
    stopped = { gate: 'run_complete', why };
    return [broken, { ts, type: 'run.stopped', ...stopped }];
  }

  function stopFor(ts: number, gate: string, why: string, crossed: readonly JournalRow[] = []): JournalRow[] {
    if (stopped) return [];
    stopped = { gate, why };
    return [...crossed, { ts, type: 'run.stopped', ...stopped }];
  }

  function begin(runner: number, row: RowOf<'run.started'>): JournalRow[] {
    const started: JournalRow = { ts: row.ts, type: 'runner.started', runner };
    if (first) {
      const other = findOtherRun(row, first);
      return other === undefined
        ? [started]
        : [started, ...breakUp(row.ts, `runner ${runner} ${other}`, runner)];
    }
    first = row;
    const { SEGMENT: _, ...shared } = row.options;
    return [{ ...row, options: { ...shared, RUNNERS: String(runners) }, runners, merged }, started];
  }

  /** Windows are those of all runners; at what has none, each runner stops itself. */
  function watch(ts: number, crossed: readonly Gate[]): JournalRow[] {
    if (stopped) return [];
    const windowed = crossed.find(hasWindow);
    if (windowed) {
      const crossing = toCrossing(windowed, tally.windowOf(windowed));
      const why = `${crossing.why} of all ${runners} runners`;
      const end = () => stopFor(ts, windowed.id, why, [{ ts, type: 'gate.crossed', ...crossing, why }]);
      if (isOfLost(windowed)) blame ??= end;
      else if (live) return end();
    }
    if (live && learnsNothing(tally.totals.calls, tally.totals.calls_unsent))
      return stopFor(
        ts,
        'calls_sent',
        'the last calls were all such that these machines could not make them',
      );
    return [];
  }

  /** Ends the run once it is known whose the lost calls are. */
  function settle(ts: number): JournalRow[] {
    if (!blame || stopped) return [];
    const found = cutOff.find(ts);
    if (!live || found === 'open') return [];
    return found === 'service' ? blame() : stopFor(ts, 'run_complete', found[0]?.why ?? '');
  }

  function toRows(runner: number, row: JournalRow): JournalRow[] {
    switch (row.type) {
      case 'run.started':
        return begin(runner, row);
      case 'response':
        return [{ ...row, runner }, ...watch(row.ts, tally.add(row))];
      case 'counts':
        return [{ ...row, runner }, ...watch(row.ts, tally.addTogether(sumRaised(service, row), row.ts))];
      case 'run.stopped':
        stopped ??= { gate: row.gate, why: row.why };
        return [{ ...row, runner }];
      case 'phase.entered':
      case 'journey.cut':
      case 'gate.crossed':
      case 'suite.error':
      case 'failure':
        return [{ ...row, runner }];
      // They stand once for all, at the end.
      case 'k6.summary':
      case 'k6.exited':
      case 'verdict':
      case 'runner.started':
      case 'runner.ended':
        return [];
      case 'fleet.broken':
      case 'toxic.on':
      case 'toxic.off':
      case 'upstream.read':
      case 'resources.read':
      case 'baseline.disturbed':
      case 'run.signalled':
      case 'leftover.healed':
        return [row];
    }
  }

  return {
    add(runner, row, receivedAtSec) {
      const account = accounts[runner - 1];
      if (!account) throw new RangeError(`there is no runner ${runner} of ${runners}`);
      if (row.type === 'response') cutOff.note(row);
      const fault = account.add(row);
      const skew = live ? clocks.note(runner, row.ts, receivedAtSec) : undefined;
      if (live) watched.note(row.ts, receivedAtSec - row.ts - (row.type === 'counts' ? COUNTED_SEC : 0));
      const due = hold ? hold.add(runner, row, receivedAtSec) : [{ runner, row }];
      const rows = due.flatMap((one) => toRows(one.runner, one.row));
      rows.push(...settle(row.ts));
      if (fault !== undefined) rows.push(...breakUp(row.ts, `runner ${runner} ${fault}`, runner));
      if (skew !== undefined) rows.push(...breakUp(row.ts, skew));
      return rows;
    },
    stop: () => stopped,
    findEarlyEnd: (runner, nowSec) => findEarlyEnd(accounts[runner - 1], { ...due, nowSec }),
    isUnanswered: cutOff.isUnanswered,
    end(ends, nowSec, { asked = false, answersHere = 0 } = {}) {
      const skew = live ? clocks.end() : undefined;
      const faults: JournalRow[] =
        skew === undefined ? [] : [{ ts: nowSec, type: 'fleet.broken', why: skew }];
      return [
        ...(hold?.release() ?? []).flatMap((one) => toRows(one.runner, one.row)),
        ...faults,
        ...closeFleet({
          accounts,
          ends,
          nowSec,
          asked,
          cutOff: cutOff.close(answersHere),
          ...due,
          stopped: stopped !== undefined,
          live,
          behindSec: (runner) => (live ? clocks.behindSec(runner) : null),
          watchedSec: (ranSec) => (live ? watched.count(ranSec) : 0),
        }),
      ];
    },
  };
}
