// How the values of a chart are spread over its height, and its time over its width.
import type uPlot from 'uplot';
import { toClock, toDay, toTime } from '../words.ts';

/** `linear`: from 0. `count`: from 0, and only whole numbers are written. `log`: by powers of ten, for what lasts from 1 ms to a minute. */
export type Spread = 'linear' | 'count' | 'log';

/** How a chart tells the time. */
export interface Clock {
  readonly label: string;
  /** @param startedSec when the run began, on the same clock */
  readonly show: (sec: number, startedSec?: number) => string;
  /** The same along the axis, where all of it is whole minutes: at midnight the day. */
  readonly short: (sec: number) => string;
}
const DAY_SEC = 86_400;
/** Of epoch seconds. */
export const UTC_CLOCK: Clock = {
  label: 'UTC',
  show: toTime,
  short: (sec) => (sec % DAY_SEC === 0 ? toDay(sec) : toTime(sec).slice(0, 5)),
};
/** Of seconds since a run began. */
export const RUN_CLOCK: Clock = { label: 'into the run', show: (sec) => toClock(sec), short: toClock };

/** The toxics have a strip of their own above the highest value: a share of the height. */
const STRIP = 0.18;
const STEPS = [1, 2, 5] as const;
/** Where no answer came yet. */
const EMPTY_LOG = { min: 1, max: 1000 };
const WHOLE = Array.from({ length: 9 }, (_, power) => STEPS.map((step) => step * 10 ** power)).flat();
/** Two numbers of an axis that stand closer touch each other. */
const LEAST_APART_PX = 16;

/** Every 1, 2 and 5 of a power of ten from `min` to `max`. */
function toLogSplits(min: number, max: number): number[] {
  const from = Math.floor(Math.log10(min));
  const splits: number[] = [];
  for (let power = from; 10 ** power <= max; power++)
    splits.push(...STEPS.map((step) => step * 10 ** power).filter((at) => at >= min && at <= max));
  return splits;
}

/** Of these numbers those that are written: the powers of ten first, then what has room between them. */
function chooseWritten(splits: readonly number[], toPx: (split: number) => number): (number | null)[] {
  const isTen = (split: number) => Number.isInteger(Number(Math.log10(split).toFixed(6)));
  const written: number[] = [];
  for (const split of [...splits.filter(isTen), ...splits.filter((one) => !isTen(one))])
    if (written.every((other) => Math.abs(toPx(other) - toPx(split)) >= LEAST_APART_PX)) written.push(split);
  return splits.map((split) => (written.includes(split) ? split : null));
}

/** The vertical scale of a chart. `bound` is in sight, whatever the values are. */
export function toScale(spread: Spread, bound: number): uPlot.Scale {
  if (spread !== 'log') return { range: (_, __, most) => [0, Math.max(most ?? 0, bound, 1) * (1 + STRIP)] };
  return {
    distr: 3,
    range: (_, least, most) => {
      const min = toLogSplits(0.1, least ?? EMPTY_LOG.min).at(-1) ?? EMPTY_LOG.min;
      const max = Math.max(most ?? EMPTY_LOG.max, min * 10);
      return [min, min * (max / min) ** (1 + STRIP)];
    },
  };
}

/** Where the axis writes a number. */
export function toTicks(spread: Spread): Pick<uPlot.Axis, 'incrs' | 'splits' | 'filter' | 'space'> {
  if (spread === 'count') return { incrs: WHOLE };
  if (spread === 'linear') return {};
  return {
    splits: (_, __, min, max) => toLogSplits(min, max),
    filter: (plot, splits) => chooseWritten(splits, (split) => plot.valToPos(split, 'y')),
  };
}

/**
 * The times that a chart shows, as they come. A moment alone stands in the middle, with `aloneSec` on either side: uPlot would give it years.
 */
export const toTimeRange =
  (aloneSec: number): uPlot.Range.Function =>
  ({ data: [places] }, from, to) => {
    const [first, last] = [places[0], places.at(-1)];
    return first !== undefined && first === last ? [first - aloneSec, first + aloneSec] : [from, to];
  };
