// Periods of rules, compressed where a trial has no hour to wait.
import { toPeriodText } from '../../lib/core/monitoring/burns.ts';
import { OptionError } from '../../lib/core/options/option-error.ts';

/** By how much every window and every `for` is divided. */
export interface Clock {
  readonly timeScale: number;
}

export const MINUTE_SEC = 60;
export const HOUR_SEC = 60 * MINUTE_SEC;
export const DAY_SEC = 24 * HOUR_SEC;

/** How often targets are read and rules evaluated: the shortest window, 5 min, holds 20 readings. */
export const SCRAPE_SEC = 15;
/** Prometheus and exporters are not read more often than this, however compressed the rest is. */
const LEAST_SCRAPE_SEC = 1;
/** At 60 the shortest window is 5 s long and holds 5 readings, one second apart; a rate needs 2. */
export const MAX_TIME_SCALE = 60;

/**
 * A clock.
 * @throws OptionError where a window would hold too few readings
 */
export function toClock(timeScale: number): Clock {
  if (timeScale >= 1 && timeScale <= MAX_TIME_SCALE) return { timeScale };
  throw new OptionError(
    `MONITORING_TIME_SCALE=${timeScale}: give 1 to ${MAX_TIME_SCALE}; beyond, windows hold too few readings`,
  );
}

/** A period of an uncompressed length, as it is by this clock. */
export const toPeriod = (sec: number, { timeScale }: Clock): string => toPeriodText(sec / timeScale);

/** How often targets are read and rules evaluated by this clock. */
export const toScrapePeriod = ({ timeScale }: Clock): string =>
  toPeriodText(Math.max(LEAST_SCRAPE_SEC, SCRAPE_SEC / timeScale));
