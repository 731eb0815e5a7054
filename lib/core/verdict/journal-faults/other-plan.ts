// What of a journal cannot come of its own options: they are those of another run.
import { isRow, type JournalRow } from '../../journal/events.ts';
import type { Plan } from '../../plan/plan.ts';
import { computeJourneysOf } from '../../plan/schedule.ts';
import { computeRounding } from '../../plan/unbegun.ts';
import { listEveryJourney } from '../../service/journeys.ts';
import type { RunFigures } from '../tally.ts';

/** Beside what k6 rounds, a run may have so many journeys more, as it may lack as many (`load_offered`). */
const MORE_SHARE = 0.01;

/**
 * Tells in a sentence what the options do not ask for: a toxic, faults elsewhere, a journey or a kind of user, or more journeys; of one pass
 * fewer too. Undefined where there is nothing. Fewer journeys than the rates make are those that k6 dropped, or never began: `countUnbegun`.
 */
export function findOtherPlan(
  plan: Pick<Plan, 'chaos' | 'mix' | 'once' | 'runners' | 'timing'>,
  rows: readonly JournalRow[],
  figures: Pick<RunFigures, 'journeys' | 'totals'>,
): string | undefined {
  const what =
    findOtherChaos(plan, rows) ??
    findOtherJourney(plan, figures.journeys) ??
    findOtherNumber(plan, rows, figures.totals.journeys);
  return what && `${what}: these are not the options of that run, or an earlier version read them otherwise`;
}

function findOtherChaos({ chaos }: Pick<Plan, 'chaos'>, rows: readonly JournalRow[]): string | undefined {
  const toxic = rows
    .filter(isRow('toxic.on'))
    .find(({ mode }) => !chaos.enabled || !chaos.modes.includes(mode));
  if (toxic) return `${toxic.mode} was set, which the options do not ask for`;
  const elsewhere = rows
    .filter(isRow('upstream.read'))
    .some(({ source }) => (source === 'edge') !== (chaos.leg === 'edge'));
  return elsewhere ? `the faults did not stand where CHAOS=${chaos.leg} asks for them` : undefined;
}

/** A journey that the service no longer has may have been asked for. */
function findOtherJourney({ mix }: Pick<Plan, 'mix'>, played: RunFigures['journeys']): string | undefined {
  const other = Object.keys(played).find((key) => {
    const [journey = '', variant = ''] = key.split('.');
    return mix.weights[journey] === 0 || mix.variants[variant] === 0;
  });
  return other && `${other} was played, which the options do not ask for`;
}

function findOtherNumber(
  plan: Pick<Plan, 'mix' | 'once' | 'runners' | 'timing'>,
  rows: readonly JournalRow[],
  journeys: number,
): string | undefined {
  const { mix, once, timing } = plan;
  const counted = rows.findLast(isRow('k6.summary'))?.totals;
  if (counted?.journeys_dropped === undefined) return undefined;
  const begun = journeys + counted.journeys_dropped;
  const due = once ? listEveryJourney(mix).length : computeJourneysOf(timing);
  const slack = once ? 0 : Math.max(computeRounding(plan), due * MORE_SHARE);
  // One whose script threw before its first call is in neither count.
  const isFew = once && begun + (counted.validator_errors ?? 0) < due;
  return begun <= due + slack && !isFew
    ? undefined
    : `k6 had ${begun} journeys to begin, and the options make ${Math.floor(due)}`;
}
