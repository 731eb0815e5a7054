// What one runner of a fleet wrote, held to what its own k6 counted: nothing may be lost on the way, and nothing may come twice.

import { isUnsent } from '../answer/findings.ts';
import type { CountsRow } from '../journal/counts/counts-row-schema.ts';
import { readSteps } from '../journal/counts/numbers.ts';
import { isBeside, type JournalRow, type ResponseRow, type RowOf } from '../journal/events.ts';
import { isLost } from '../journal/explained-loss.ts';
import { type FleetSegment, toRunnerOf } from './segment.ts';

/** What is counted of a runner's rows and in its summary, by k6's own names. */
export const HELD = [
  'journeys',
  'calls',
  'calls_unsent',
  'responses',
  'answers_judged',
  'journeys_cut',
  'validator_errors',
] as const;
export type Held = Record<(typeof HELD)[number], number>;

/** What tells whether a runner reaches the service. A loss that a fault on the edge explains is in none of it. */
export interface Way {
  /** Its calls that got no answer. Each of them ended its journey. */
  lost: number;
  /** Its journeys whose first call was answered. */
  answered: number;
}

export interface RunnerAccount {
  readonly counts: Readonly<Held>;
  /** When it began and was over by its own account, epoch seconds. */
  readonly startedAtSec: number | undefined;
  readonly summary: RowOf<'k6.summary'> | undefined;
  readonly way: Readonly<Way>;
  /** A gate beside its k6 wrote rows of its own, and so its exit code. */
  readonly isWatched: boolean;
  /** Takes a row of the runner. Returns what is wrong with it, as the rest of "runner 2 …", once for each kind of fault. */
  add(row: JournalRow): string | undefined;
  /** What its rows lack, or have too many, by its own summary; undefined where they agree or it wrote none. */
  findDifference(): string | undefined;
}

/** A journey may take so much longer than its time-outs: retries, and the time that k6 itself takes. */
const JOURNEY_SLACK_SEC = 30;

/**
 * The account of one runner, at nothing.
 * @param longestJourneySec the time-outs of the longest journey, added up: some time after them it is over
 */
export function createAccount({ runner, runners }: FleetSegment, longestJourneySec: number): RunnerAccount {
  const keepSec = longestJourneySec + JOURNEY_SLACK_SEC;
  const counts = Object.fromEntries(HELD.map((id) => [id, 0])) as Held;
  /** Of journeys under way, by number: the call that is next, and when the last one ended. The oldest first. */
  const open = new Map<number, { next: number; readonly sinceSec: number }>();
  /** Each of the runner's first so many journeys is there. */
  let whole = 0;
  /** Those behind them that are there: the first answers of journeys do not come in the order in which these began. */
  const ahead = new Set<number>();
  const told = new Set<string>();
  let startedAtSec: number | undefined;
  let summary: RowOf<'k6.summary'> | undefined;
  let isWatched = false;
  let isOver = false;
  const way: Way = { lost: 0, answered: 0 };

  const once = (kind: string, fault: string) => {
    if (told.has(kind)) return undefined;
    told.add(kind);
    return fault;
  };
  const toPlace = (n: number) => Math.floor(n / runners);
  const isKnown = (n: number) => toPlace(n) < whole || ahead.has(toPlace(n));

  function begin(n: number): void {
    ahead.add(toPlace(n));
    while (ahead.delete(whole)) whole++;
  }

  function findFault({ n, call, ts }: Pick<ResponseRow, 'n' | 'call' | 'ts'>): string | undefined {
    if (toRunnerOf(n, runners) !== runner)
      return once('other', `sent journey ${n}, which is one of runner ${toRunnerOf(n, runners)}`);
    if (call === 0) {
      if (isKnown(n)) return once('twice', `sent call 0 of journey ${n} twice`);
      begin(n);
      open.set(n, { next: 1, sinceSec: ts });
      for (const [oldest, { sinceSec }] of open) {
        if (sinceSec >= ts - keepSec) break;
        open.delete(oldest);
      }
      return undefined;
    }
    const journey = open.get(n);
    if (journey && call < journey.next) return once('twice', `sent call ${call} of journey ${n} twice`);
    const due = journey?.next ?? 0;
    if (journey) journey.next = call + 1;
    else {
      begin(n);
      open.set(n, { next: call + 1, sinceSec: ts });
    }
    return call > due ? once('gap', `sent call ${call} of journey ${n}, and not call ${due}`) : undefined;
  }

  function count(row: ResponseRow): void {
    if (row.call === 0) counts.journeys++;
    if (isUnsent(row.violations)) counts.calls_unsent++;
    else {
      counts.calls++;
      counts.responses += row.response_received;
      counts.answers_judged += row.judged;
      if (isLost(row)) way.lost++;
      else if (row.call === 0) way.answered += row.response_received;
    }
  }

  /** The same of answers that are told together: their numbers stand in the row, so that none can be missing or come twice unseen. */
  function takeCounts({ ts, numbers, answers }: CountsRow): string | undefined {
    for (const { call, times, judged } of answers) {
      if (call === 0) counts.journeys += times;
      counts.calls += times;
      counts.responses += times;
      counts.answers_judged += judged * times;
      if (call === 0) way.answered += times;
    }
    let fault: string | undefined;
    for (const { call, n: steps } of numbers)
      for (const n of readSteps(steps)) {
        const found = findFault({ n, call, ts });
        fault ??= found;
      }
    return fault;
  }

  return {
    counts,
    way,
    get startedAtSec() {
      return startedAtSec;
    },
    get summary() {
      return summary;
    },
    get isWatched() {
      return isWatched;
    },
    add(row) {
      isWatched ||= isBeside(row);
      switch (row.type) {
        case 'response':
          count(row);
          return findFault(row);
        case 'counts':
          return takeCounts(row);
        case 'journey.cut':
          counts.journeys_cut++;
          return undefined;
        case 'suite.error':
          counts.validator_errors++;
          return undefined;
        case 'run.started':
          if (startedAtSec !== undefined)
            return once('restart', 'began twice: something started it again, or its log was read twice');
          startedAtSec = row.ts;
          return undefined;
        case 'k6.exited':
          if (isOver) return once('ends', 'ended twice: its log was read twice, or is of two runs');
          isOver = true;
          return undefined;
        case 'k6.summary':
          if (summary) return once('ends', 'wrote two summaries: something started it again');
          summary = row;
          return undefined;
        default:
          return undefined;
      }
    },
    findDifference() {
      if (!summary) return undefined;
      const { totals } = summary;
      const other = HELD.find((id) => counts[id] !== totals[id]);
      if (other === undefined) return undefined;
      const missing =
        ahead.size > 0 && counts[other] < totals[other]
          ? `; the first that is missing is journey ${whole * runners + runner - 1}`
          : '';
      return `sent rows of ${counts[other]} ${other.replaceAll('_', ' ')}, its k6 counted ${totals[other]}${missing}: part of its log was lost, or came twice`;
    },
  };
}
