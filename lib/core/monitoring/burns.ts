// How fast an error budget burns: the formulas that alerts page by, and that a release policy freezes by.
import type { Monitored, Slo } from './monitored.ts';
import { toQuoted, toSelector, toShare } from './promql.ts';

/** A pace, and the two windows that both must show it: the long one that it matters, the short one that it is still so. */
export interface Burn {
  readonly factor: number;
  readonly longSec: number;
  readonly shortSec: number;
}

const MINUTE_SEC = 60;
const HOUR_SEC = 60 * MINUTE_SEC;
const DAY_SEC = 24 * HOUR_SEC;

/** The days that an objective is promised for, and a budget lasts. */
export const BUDGET_DAYS = 30;

/**
 * Google, The Site Reliability Workbook, chapter 5 "Alerting on SLOs", table 5-8: 14.4 spends 2 % of the budget of 30 days within
 * an hour, 6 spends 5 % within six hours, 1 spends 10 % within three days. The first two page, the last one is a ticket.
 */
export const BURNS = {
  fast: [
    { factor: 14.4, longSec: HOUR_SEC, shortSec: 5 * MINUTE_SEC },
    { factor: 6, longSec: 6 * HOUR_SEC, shortSec: 30 * MINUTE_SEC },
  ],
  slow: [{ factor: 1, longSec: 3 * DAY_SEC, shortSec: 6 * HOUR_SEC }],
} as const satisfies Readonly<Record<string, readonly Burn[]>>;
export type BurnId = keyof typeof BURNS;
export const BURN_IDS = Object.keys(BURNS) as readonly BurnId[];

/** Every window that a burn reads, the shortest first. */
export const SLO_WINDOWS_SEC: readonly number[] = [
  ...new Set(Object.values(BURNS).flatMap((any) => any.flatMap((one) => [one.longSec, one.shortSec]))),
].sort((a, b) => a - b);

/** A counter, of the scrapes of this service alone. */
export const toOwn = ({ job }: Pick<Monitored, 'job'>, selector: string): string =>
  toSelector(selector, [`job=${toQuoted(job)}`]);

/** The share of bad events of an SLO over a window (0..1), as PromQL; nothing without traffic. */
export function toErrorRatio(
  monitored: Pick<Monitored, 'job'>,
  { bad, good, all }: Slo,
  window: string,
): string {
  const whole = toOwn(monitored, all);
  if (bad !== undefined) return toShare(toOwn(monitored, bad), whole, window);
  if (good === undefined) throw new RangeError('an SLO counts its bad events or its good ones');
  // The two counters are read at one moment and raised at two: a little below 0 is chance.
  return `clamp_min(1 - ${toShare(toOwn(monitored, good), whole, window)}, 0)`;
}

/** The share of bad events from which on the budget burns so fast, without the noise of binary fractions. */
export const toBurnBound = (factor: number, { objectiveRatio }: Pick<Slo, 'objectiveRatio'>): number =>
  Number((factor * (1 - objectiveRatio)).toPrecision(6));

const UNITS = [
  ['d', DAY_SEC],
  ['h', HOUR_SEC],
  ['m', MINUTE_SEC],
  ['s', 1],
] as const;

/** Seconds as Prometheus writes them, in the largest unit that leaves no fraction: `5m`, `90s`, `1500ms`. */
export function toPeriodText(sec: number): string {
  const [unit, size] = UNITS.find(([, one]) => sec % one === 0) ?? ['ms', 0.001];
  return `${Math.max(1, Math.round(sec / size))}${unit}`;
}
