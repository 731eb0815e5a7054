// Runners that lose their calls while others lose none: what is lost on a runner's own way says nothing of the service.
import type { GateResult } from '../gates/gate-result-schema.ts';
import type { Gate } from '../gates/gates.ts';
import { isRow, type JournalRow, type ResponseRow } from '../journal/events.ts';
import { isLost } from '../journal/explained-loss.ts';
import { computeLogChoices } from '../stats/combinations.ts';
import { toCounted } from '../text/figures.ts';
import type { RunnerAccount, Way } from './account.ts';

/** A runner that was cut off. */
export interface CutOffRunner {
  readonly runner: number;
  readonly why: string;
  /** What it had lost before that. */
  readonly lostBefore: number;
}

export interface CutOffWatch {
  /** Before each call is put down to the account of its runner. */
  note(row: ResponseRow): void;
  /** No runner ever got an answer to its calls. */
  isUnanswered(): boolean;
  /**
   * Whose the lost calls are. From the first time on that it is asked, so that a gate is crossed, it is found out within `TROUBLE_SEC`, and
   * stays as it is.
   * @returns the runners that are cut off; `service` where it lost the calls; `open` while nobody can tell
   */
  find(nowSec: number): LostBy;
  /**
   * The same when the runners are over; none where it was never asked: calls that crossed no gate are within what may be lost.
   * @param answersHere so many calls in a row were answered to the one who follows the runners: it counts where none of them ever got an answer
   */
  close(answersHere: number): readonly CutOffRunner[];
}

type LostBy = readonly CutOffRunner[] | 'service' | 'open';

/** Calls that are lost within so many seconds of each other are one trouble. */
const TROUBLE_SEC = 30;

/** A service that loses calls by chance may be taken for one that a runner does not reach in so many of its runs. */
const MISTAKEN = 0.01;

/** Chance explains what comes in every other run, or more often than that. */
const USUAL = 0.5;

/**
 * How probable it is that all that was lost is of so few runners, where each journey is lost with the same chance, whoever plays it. Of
 * C(m + a, l) ways in which l losses may fall on the m journeys of these runners and the a journeys of the others, C(m, l) leave the
 * others none: Fisher's exact test (Statistical Methods for Research Workers, 5th edition, 1934, section 21.02). Nobody said beforehand
 * which runners they would be, so that counts for each choice of as many (Bonferroni): more than 1 where there are many.
 *
 * Journeys are counted, since the calls of one are not lost independently of each other: a lost call ends its journey.
 */
export function computeChanceOfCutOff({
  runners,
  cut,
  lost,
  journeys,
  others,
}: {
  readonly runners: number;
  /** How many of them lost any. */
  readonly cut: number;
  readonly lost: number;
  /** Of these runners, the lost ones among them. */
  readonly journeys: number;
  /** Of all others. */
  readonly others: number;
}): number {
  return Math.exp(
    computeLogChoices(runners, cut) +
      computeLogChoices(journeys, lost) -
      computeLogChoices(journeys + others, lost),
  );
}

/** @param accounts of all runners, kept by somebody else */
export function createCutOffWatch(accounts: readonly RunnerAccount[]): CutOffWatch {
  const readWays = (): readonly Way[] => accounts.map(({ way }) => ({ ...way }));
  /** What was counted of each runner when the trouble began. */
  let before = readWays();
  let lastSec = Number.NEGATIVE_INFINITY;
  let askedAtSec: number | undefined;
  let found: LostBy = 'open';
  const isUnanswered = () =>
    accounts.some(({ counts }) => counts.calls > 0) && accounts.every(({ counts }) => counts.responses === 0);

  function look(answersHere: number): LostBy {
    const since = accounts.map(({ way }, i) => {
      const { lost: lostBefore = 0, answered = 0 } = before[i] ?? {};
      return { runner: i + 1, lostBefore, lost: way.lost - lostBefore, answered: way.answered - answered };
    });
    const cut = since.filter(({ lost }) => lost > 0);
    const others = since.filter(({ lost }) => lost === 0);
    const here = isUnanswered() ? answersHere : 0;
    const lost = cut.reduce((sum, one) => sum + one.lost, 0);
    const journeys = cut.reduce((sum, one) => sum + one.answered, lost);
    const answered = others.reduce((sum, one) => sum + one.answered, here);
    const chance = computeChanceOfCutOff({
      ...{ runners: accounts.length, lost, journeys },
      // Where the one who follows them is the other side, they are no choice of some.
      cut: here > 0 ? accounts.length : cut.length,
      others: answered,
    });
    if (lost > 0 && chance <= MISTAKEN)
      return cut.map((one) => ({
        runner: one.runner,
        why: `runner ${one.runner} lost ${one.lost} of its last ${toCounted(one.lost + one.answered, 'journey')}, and ${here > 0 ? `the coordinator got ${here} answers of ${here}` : `others none of ${answered}`} meanwhile: let its pod reach the service (a NetworkPolicy, a firewall, an address of another network)`,
        lostBefore: one.lostBefore,
      }));
    // Where those that lose have lost all, the next journeys of the others tell more.
    return others.length === 0 || (chance >= USUAL && journeys > lost) ? 'service' : 'open';
  }

  return {
    note(row) {
      if (!isLost(row)) return;
      if (row.ts > lastSec + TROUBLE_SEC) before = readWays();
      lastSec = Math.max(lastSec, row.ts);
    },
    isUnanswered,
    find(nowSec) {
      askedAtSec ??= nowSec;
      if (found !== 'open') return found;
      found = look(0);
      if (found === 'open' && nowSec >= askedAtSec + TROUBLE_SEC) found = 'service';
      return found;
    },
    close(answersHere) {
      if (askedAtSec === undefined) return [];
      const isFound = found !== 'open' && !isUnanswered();
      const last = isFound ? found : look(answersHere);
      return typeof last === 'string' ? [] : last;
    },
  };
}

/** Calls that runners lost which were cut off. */
export const countUnanswered = (rows: readonly JournalRow[]): number =>
  rows.filter(isRow('fleet.broken')).reduce((sum, { unanswered = 0 }) => sum + unanswered, 0);

/** True for a gate on lost calls. */
export const isOfLost = ({ of }: Pick<Gate, 'of'>): boolean => of === 'transport_errors';

/** What is known of the lost calls of a run: the part of its evidence that is read here. */
interface LostCalls {
  readonly gates: readonly Gate[];
  readonly figures: { readonly totals: Readonly<Record<string, number>> };
  readonly end: { readonly stoppedBy: string | null };
  readonly unwatched?: boolean;
  readonly unanswered?: number;
}

/**
 * A gate on lost calls, given how many of them are of runners that were cut off: where the others would not have crossed it, it cannot tell.
 * Who watched the windows of all runners, and ended the run for none of these gates, has seen that they did not.
 */
export function doubtCutOff(gate: Gate, result: GateResult, seen: LostCalls): GateResult {
  const { gates, figures, end, unwatched = false, unanswered = 0 } = seen;
  if (unanswered === 0 || !isOfLost(gate) || result.outcome !== 'fail') return result;
  const isStopped = gates.some((one) => isOfLost(one) && one.id === end.stoppedBy);
  const others = Math.max(0, (figures.totals.transport_errors ?? 0) - unanswered);
  if ((unwatched || isStopped) && wouldCross(gate, others)) return result;
  return {
    ...result,
    outcome: 'inconclusive',
    because: `${result.because}, ${unanswered} of them of runners that were cut off from it`,
  };
}

/** Whether so many lost calls could have crossed it, however close together they were. */
function wouldCross(gate: Gate, lost: number): boolean {
  switch (gate.kind) {
    case 'count':
      return lost > gate.max;
    case 'ratio':
      return lost / gate.fullWindow > gate.maxRatio;
    case 'sequential':
      return lost > 0;
  }
}
