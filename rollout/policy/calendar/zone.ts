// Time zones of the IANA, and moments as the clocks there show them.
import { Temporal } from 'temporal-polyfill';
import { findNearest } from '../../../lib/core/text/nearest.ts';
import { WEEKDAYS, type Weekday } from '../policy-words.ts';

/** A place of the database: an abbreviation or an offset does not know when clocks are changed. */
const ZONE_FORM = /^(?:UTC|[A-Z][A-Za-z_-]+(?:\/[A-Za-z0-9_+-]+){1,2})$/;

/** What is wrong with the name of a time zone, to stand behind its place; undefined where it is one. */
export function findZoneFault(zone: string): string | undefined {
  if (ZONE_FORM.test(zone)) {
    try {
      new Intl.DateTimeFormat('en', { timeZone: zone });
      return undefined;
    } catch {
      // Told below.
    }
  }
  const nearest = findNearest(zone, Intl.supportedValuesOf('timeZone'));
  const hint = nearest === undefined ? '' : ` (Did you mean ${nearest}?)`;
  return `${zone} is no time zone of the IANA, as Europe/Berlin or UTC${hint}`;
}

/** A moment as the clock on the wall shows it. */
export interface WallClock {
  /** As `2026-11-30`. */
  readonly date: string;
  readonly dateBefore: string;
  readonly day: Weekday;
  readonly dayBefore: Weekday;
  /** Minutes since midnight on the clock: 150 is 02:30, also where that comes twice. */
  readonly minute: number;
}

const toWeekday = ({ dayOfWeek }: Temporal.PlainDate): Weekday => WEEKDAYS[dayOfWeek - 1] ?? 'mon';

/** What the clock of a zone shows at a moment. @param atMs epoch milliseconds */
export function readWallClock(atMs: number, zone: string): WallClock {
  const local = toLocal(atMs, zone);
  const date = local.toPlainDate();
  const before = date.subtract({ days: 1 });
  return {
    date: date.toString(),
    dateBefore: before.toString(),
    day: toWeekday(date),
    dayBefore: toWeekday(before),
    minute: local.hour * 60 + local.minute,
  };
}

const toLocal = (atMs: number, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(Math.floor(atMs)).toZonedDateTimeISO(zone);

/**
 * When the clock of a zone shows a time, in epoch milliseconds. Where it never does, since clocks are put forward, or does so twice: the
 * first and the last moment that it can mean.
 */
export function toMoments(
  localTime: string,
  zone: string,
): { readonly firstMs: number; readonly lastMs: number } {
  const local = Temporal.PlainDateTime.from(localTime);
  const toMs = (disambiguation: 'earlier' | 'later') =>
    local.toZonedDateTime(zone, { disambiguation }).epochMilliseconds;
  return { firstMs: toMs('earlier'), lastMs: toMs('later') };
}

/** The days from so many behind a moment to so many, each with its first moment: midnight, or the first that there is. */
export function listDays(
  atMs: number,
  zone: string,
  from: number,
  to: number,
): readonly { readonly date: string; readonly startMs: number }[] {
  const today = toLocal(atMs, zone).toPlainDate();
  return Array.from({ length: to - from + 1 }, (_, n) => {
    const day = today.add({ days: from + n });
    return { date: day.toString(), startMs: day.toZonedDateTime(zone).epochMilliseconds };
  });
}

/** The next moment at which the clocks of a zone are changed; undefined where that is not known to come. */
export const findClockChange = (atMs: number, zone: string): number | undefined =>
  toLocal(atMs, zone).getTimeZoneTransition('next')?.epochMilliseconds;

/** As `Mon 2026-11-30 09:00 Europe/Berlin`. */
export function toClockText(atMs: number, zone: string): string {
  const local = toLocal(atMs, zone);
  const day = toWeekday(local.toPlainDate());
  const time = local.toPlainTime().toString({ smallestUnit: 'minute' });
  return `${day.charAt(0).toUpperCase()}${day.slice(1)} ${local.toPlainDate().toString()} ${time} ${zone}`;
}

/** A length of time in its two largest units, as `14 h 20 min`. */
export function toLengthText(lengthMs: number): string {
  const minutes = Math.ceil(lengthMs / 60_000);
  const parts = [
    [Math.floor(minutes / 1_440), 'd'],
    [Math.floor(minutes / 60) % 24, 'h'],
    [minutes % 60, 'min'],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return 'less than 1 min';
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}
