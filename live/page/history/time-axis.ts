// The axis along which the runs of a history lie.
import { toDay } from '../../../lib/core/compare/history/wording.ts';
import type { StillContent } from '../still/chart.ts';

const toIso = (sec: number) => new Date(sec * 1000).toISOString();
const DAY_SEC = 86_400;
/** Runs of less than this have their hours on the axis. */
const DAYS_FROM_SEC = 2 * DAY_SEC;
/** Days are written once each: less than a day apart would be the same day again. */
const DAY_STEPS = [1, 2, 3, 7, 14, 28, 91, 182, 364].map((days) => days * DAY_SEC);

/** @param places when the runs began, epoch seconds, in their order */
export function toTimeAxis(places: readonly number[]): StillContent['x'] {
  const isShort = (places.at(-1) ?? 0) - (places[0] ?? 0) < DAYS_FROM_SEC;
  return {
    kind: 'time',
    label: 'UTC',
    show: (sec) => toIso(sec).slice(0, 16).replace('T', ' '),
    tick: (sec) => (isShort ? toIso(sec).slice(11, 16) : toDay({ started_at: toIso(sec) }).slice(5)),
    ...(isShort ? {} : { steps: DAY_STEPS }),
  };
}
