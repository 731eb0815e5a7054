// The error budgets: what of them is left, and how fast they burn. A pace counts where both of its windows show it (Google, The Site
// Reliability Workbook, chapter 5, "Multiwindow, Multi-Burn-Rate Alerts").
import {
  BUDGET_DAYS,
  BURNS,
  type Burn,
  toBurnBound,
  toPeriodText,
} from '../../../lib/core/monitoring/burns.ts';
import type { SloFacts } from '../facts-schema.ts';
import type { Budget, ReleasePolicy } from '../policy-schema.ts';
import type { Consequence } from '../policy-words.ts';
import { type Asked, allow, type Clause, deny, type Judge, unknown } from './clause.ts';

const toPercent = (share: number) => `${Number((100 * share).toPrecision(3))} %`;

interface Held {
  readonly id: string;
  readonly budget: Budget;
  /** Undefined where nobody told of it. */
  readonly slo: SloFacts | undefined;
}

/** Every SLO that was told of, or that the policy names. */
function listHeld({ policy, facts }: Asked): readonly Held[] {
  const { each, byId = {} } = policy.errorBudget;
  const slos = facts.slos ?? {};
  return [...new Set([...Object.keys(slos), ...Object.keys(byId)])].map((id) => ({
    id,
    budget: byId[id] ?? each,
    slo: Object.hasOwn(slos, id) ? slos[id] : undefined,
  }));
}

/** The change of whatever was not told. */
const TELL = 'say where it is read: --prometheus with the service that is released, or --facts';

const nobody = (id: string): readonly Clause[] => [unknown(id, 'Nobody told of any SLO', TELL)];

/** A clause for each SLO: whether enough of its budget is left. */
export const judgeBudgets: Judge = (asked) => {
  const held = listHeld(asked);
  if (held.length === 0) return nobody('budget');
  return held.map(({ id, budget, slo }) => {
    const clause = `budget:${id}`;
    const left = slo?.leftRatio;
    if (left === undefined || !Number.isFinite(left))
      return unknown(clause, `Nobody told what is left of the error budget of ${id}`, TELL);
    const { minLeftRatio } = budget;
    const text = `${toPercent(left)} of the error budget of ${id} is left, and ${toPercent(minLeftRatio)} must be`;
    if (left >= minLeftRatio) return allow(clause, text);
    return deny(
      clause,
      text,
      `bad events of the last ${BUDGET_DAYS} days go out of sight day by day: it must regain ${toPercent(minLeftRatio - left)}`,
    );
  });
};

interface Pace {
  readonly id: string;
  readonly any: readonly Burn[];
  readonly ifBroken: Consequence;
}

const SECONDS: Readonly<Record<string, number>> = { m: 60, h: 3_600, d: 86_400 };
/** `6h` → seconds; the form says which there are. */
export const toWindowSec = (text: string): number =>
  Number.parseInt(text, 10) * (SECONDS[text.slice(-1)] ?? 1);

function listPaces({ burns, ownBurns = [] }: Budget): readonly Pace[] {
  return [
    ...burns.map(({ pace, ifBroken }) => ({ id: pace, any: BURNS[pace], ifBroken })),
    ...ownBurns.map(({ id, factor, long, short, ifBroken }) => ({
      id,
      any: [{ factor, longSec: toWindowSec(long), shortSec: toWindowSec(short) }],
      ifBroken,
    })),
  ];
}

/** Whether a budget burns at a pace: true, false, or undefined where a figure that decides is missing. */
function isBurning(slo: SloFacts, burn: Burn): boolean | undefined {
  const bound = toBurnBound(burn.factor, slo);
  const seen = [burn.longSec, burn.shortSec].map((sec) => slo.errorRatio[toPeriodText(sec)]);
  // One window that does not show it is enough, whatever the other one shows.
  if (seen.some((ratio) => ratio !== undefined && Number.isFinite(ratio) && ratio <= bound)) return false;
  return seen.every((ratio) => ratio !== undefined && Number.isFinite(ratio)) ? true : undefined;
}

function judgePace(sloId: string, slo: SloFacts | undefined, pace: Pace): Clause {
  const id = `burn:${sloId}:${pace.id}`;
  const words = ({ factor, longSec, shortSec }: Burn) =>
    `${factor} times over ${toPeriodText(longSec)} and ${toPeriodText(shortSec)}`;
  const doubt = () =>
    unknown(
      id,
      `Nobody told how fast the error budget of ${sloId} burns (${pace.any.map(words).join('; ')})`,
      TELL,
    );
  if (slo === undefined) return doubt();
  const seen = pace.any.map((burn) => ({ burn, burns: isBurning(slo, burn) }));
  const burning = seen.find(({ burns }) => burns === true)?.burn;
  if (burning !== undefined) {
    const { factor, longSec, shortSec } = burning;
    const short = toPeriodText(shortSec);
    const toTimes = (sec: number) => {
      const ratio = slo.errorRatio[toPeriodText(sec)] ?? 0;
      return Number((ratio / (1 - slo.objectiveRatio)).toPrecision(3));
    };
    return deny(
      id,
      `The error budget of ${sloId} burns ${toTimes(longSec)} times as fast as ${BUDGET_DAYS} days allow over ${toPeriodText(longSec)}, and ${toTimes(shortSec)} times over ${short}; ${factor} is the bound`,
      `at most ${toPercent(toBurnBound(factor, slo))} of the events of ${short} may be bad`,
      pace.ifBroken,
    );
  }
  if (seen.some(({ burns }) => burns === undefined)) return doubt();
  return allow(id, `The error budget of ${sloId} does not burn ${pace.any.map(words).join(', nor ')}`);
}

/** A clause for each SLO and pace. */
export const judgeBurns: Judge = (asked) => {
  const held = listHeld(asked);
  if (held.length === 0) return nobody('burn');
  return held.flatMap(({ id, budget, slo }) => listPaces(budget).map((pace) => judgePace(id, slo, pace)));
};

/** Every window that a policy reads of an SLO, as `5m`. */
export function listWindows({
  errorBudget: { each, byId = {} },
}: Pick<ReleasePolicy, 'errorBudget'>): readonly string[] {
  const all = [each, ...Object.values(byId)].flatMap(listPaces).flatMap(({ any }) => any);
  return [
    ...new Set(all.flatMap(({ longSec, shortSec }) => [toPeriodText(longSec), toPeriodText(shortSec)])),
  ];
}
