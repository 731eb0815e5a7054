// Whether a moment lies in a change window, and when that changes. There is one rule: a window is open while the clock on the wall of
// its zone shows a time within it. So an hour that does not exist opens nothing, and one that comes twice opens twice.
import type { ChangeWindow, Freeze, ReleasePolicy } from '../policy-schema.ts';
import { findClockChange, listDays, readWallClock, toMoments } from './zone.ts';

/** What of a policy says when. */
export type Calendar = Pick<ReleasePolicy, 'timeZone' | 'changeWindows' | 'holidays' | 'freezes'>;

const WEEK_DAYS = 7;
const WEEK_MS = WEEK_DAYS * 86_400_000;
/** No freeze is meant to last longer: a year and some days. */
const MOST_WEEKS = 54;

/** `09:30` → 570; `24:00` is 1440. */
const toMinute = (clock: string): number => {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
};

/** What a window is at a moment. */
export interface WindowState {
  readonly window: ChangeWindow;
  /** unknown: the list of holidays does not reach so far. */
  readonly state: 'open' | 'holiday' | 'unknown' | 'closed';
  /** The holiday that closes it, or the day that is not known. */
  readonly because?: string;
}

const toZone = ({ timeZone }: Calendar, window: ChangeWindow): string => window.timeZone ?? timeZone;

/** What one window is at a moment: closed on a holiday, also where it began the day before one. */
function readWindow(calendar: Calendar, window: ChangeWindow, atMs: number): WindowState {
  const { date, dateBefore, day, dayBefore, minute } = readWallClock(atMs, toZone(calendar, window));
  const from = toMinute(window.from);
  const to = toMinute(window.to);
  const isOvernight = to < from;
  const beganToday = window.days.includes(day) && minute >= from && (isOvernight || minute < to);
  const beganBefore = isOvernight && window.days.includes(dayBefore) && minute < to;
  if (!beganToday && !beganBefore) return { window, state: 'closed' };
  const dates = beganToday ? [date] : [dateBefore, date];
  const { days, knownUntil } = calendar.holidays;
  const holiday = days.find((one) => dates.includes(one.date));
  if (holiday !== undefined) return { window, state: 'holiday', because: `${holiday.name}, ${holiday.date}` };
  const unknown = dates.find((one) => one > knownUntil);
  return unknown === undefined ? { window, state: 'open' } : { window, state: 'unknown', because: unknown };
}

/** What every window is at a moment. @param atMs epoch milliseconds */
export const readWindows = (calendar: Calendar, atMs: number): readonly WindowState[] =>
  calendar.changeWindows.map((window) => readWindow(calendar, window, atMs));

/** When a freeze begins and ends: of an hour that comes twice, or never, it takes as much as it can mean. */
export const toFreezeSpan = (
  { timeZone }: Pick<Calendar, 'timeZone'>,
  { from, to }: Freeze,
): { readonly fromMs: number; readonly toMs: number } => ({
  fromMs: toMoments(from, timeZone).firstMs,
  toMs: toMoments(to, timeZone).lastMs,
});

/** Whether it is frozen at a moment. */
export function isFrozen(calendar: Pick<Calendar, 'timeZone'>, freeze: Freeze, atMs: number): boolean {
  const { fromMs, toMs } = toFreezeSpan(calendar, freeze);
  return atMs >= fromMs && atMs < toMs;
}

const isOpen = (calendar: Calendar, atMs: number): boolean =>
  readWindows(calendar, atMs).some(({ state }) => state === 'open') &&
  !calendar.freezes.some((freeze) => isFrozen(calendar, freeze, atMs));

/** Every moment from one on, for a week and more, at which a window may open or close; not in order. */
function listMoments(calendar: Calendar, fromMs: number): readonly number[] {
  return calendar.changeWindows.flatMap((window) => {
    const zone = toZone(calendar, window);
    // From the day before on, since a window may reach into the next one.
    const ofDays = listDays(fromMs, zone, -1, WEEK_DAYS + 1).flatMap(({ date, startMs }) =>
      [window.from, window.to].flatMap((clock) => {
        if (clock === '24:00') return [startMs];
        const { firstMs, lastMs } = toMoments(`${date}T${clock}`, zone);
        return [startMs, firstMs, lastMs];
      }),
    );
    const change = findClockChange(fromMs, zone);
    return change === undefined ? ofDays : [...ofDays, change];
  });
}

/** The first moment behind another at which it is open, or is not; undefined where that is so many weeks away, or not known. */
function findNext(calendar: Calendar, afterMs: number, wanted: boolean, weeks: number): number | undefined {
  const freezes = calendar.freezes.flatMap((freeze) => Object.values(toFreezeSpan(calendar, freeze)));
  for (let week = 0; week < weeks; week += 1) {
    const fromMs = afterMs + week * WEEK_MS;
    // Behind it nothing opens, since nobody knows.
    if (readWallClock(fromMs, calendar.timeZone).dateBefore > calendar.holidays.knownUntil) return undefined;
    const found = [...listMoments(calendar, fromMs), ...freezes]
      .filter((one) => one > afterMs && one >= fromMs && one <= fromMs + WEEK_MS)
      .sort((a, b) => a - b)
      .find((one) => isOpen(calendar, one) === wanted);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** When a window opens next that is not frozen, in epoch milliseconds; undefined where none does within a year. */
export const findOpening = (calendar: Calendar, afterMs: number): number | undefined =>
  findNext(calendar, afterMs, true, MOST_WEEKS);

/** When no window is open any more; undefined where one is for a week and longer. */
export const findClosing = (calendar: Calendar, afterMs: number): number | undefined =>
  findNext(calendar, afterMs, false, 1);
