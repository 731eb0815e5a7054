// Change windows by the clock on the wall: each hour that is put forward or back, each edge of a day, a holiday or a freeze.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type Calendar, findClosing, findOpening, readWindows } from './openings.ts';
import { findZoneFault, toClockText, toLengthText } from './zone.ts';

const EVERY_DAY = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
type Window = Calendar['changeWindows'][number];

const make = (window: Partial<Window>, more: Partial<Calendar> = {}): Calendar => ({
  timeZone: 'Europe/Berlin',
  changeWindows: [{ days: [...EVERY_DAY], from: '09:00', to: '17:00', ...window }],
  holidays: { knownUntil: '2030-12-31', days: [] },
  freezes: [],
  ...more,
});
const at = (time: string) => Date.parse(time);
const stateAt = (calendar: Calendar, time: string) => readWindows(calendar, at(time))[0]?.state;
const iso = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString());

describe('a window is open while the clock shows a time within it', () => {
  test.each<[string, Partial<Window>, string, string]>([
    // Berlin, 2026: forward at 01:00 UTC on 29 March, back at 01:00 UTC on 25 October.
    ['a minute before it', {}, '2026-07-01T06:59:59Z', 'closed'],
    ['its first moment', {}, '2026-07-01T07:00:00Z', 'open'],
    ['its last moment', {}, '2026-07-01T14:59:59Z', 'open'],
    ['its end', {}, '2026-07-01T15:00:00Z', 'closed'],
    ['an hour later by UTC in winter', {}, '2026-12-01T07:30:00Z', 'closed'],
    ['in the hour that does not exist', { from: '02:10', to: '02:50' }, '2026-03-29T01:20:00Z', 'closed'],
    ['just before that hour', { from: '02:10', to: '02:50' }, '2026-03-29T00:30:00Z', 'closed'],
    ['begun in that hour', { from: '02:30', to: '04:00' }, '2026-03-29T01:00:00Z', 'open'],
    ['ending in that hour', { from: '01:30', to: '02:30' }, '2026-03-29T00:59:59Z', 'open'],
    ['ended in that hour', { from: '01:30', to: '02:30' }, '2026-03-29T01:00:00Z', 'closed'],
    ['the first of an hour that comes twice', { from: '02:15', to: '02:45' }, '2026-10-25T00:30:00Z', 'open'],
    ['between the two', { from: '02:15', to: '02:45' }, '2026-10-25T00:50:00Z', 'closed'],
    ['the second of them', { from: '02:15', to: '02:45' }, '2026-10-25T01:30:00Z', 'open'],
    ['behind the second', { from: '02:15', to: '02:45' }, '2026-10-25T01:45:00Z', 'closed'],
    [
      'overnight, on its own day',
      { days: ['fri'], from: '22:00', to: '02:00' },
      '2026-07-03T21:00:00Z',
      'open',
    ],
    [
      'overnight, on the next day',
      { days: ['fri'], from: '22:00', to: '02:00' },
      '2026-07-03T23:30:00Z',
      'open',
    ],
    [
      'overnight, a day late',
      { days: ['fri'], from: '22:00', to: '02:00' },
      '2026-07-04T21:00:00Z',
      'closed',
    ],
    [
      'overnight, a day early',
      { days: ['fri'], from: '22:00', to: '02:00' },
      '2026-07-02T23:30:00Z',
      'closed',
    ],
    ['over the change of clocks by night', { from: '23:00', to: '02:30' }, '2026-10-25T01:29:00Z', 'open'],
    ['up to the end of a day', { from: '00:00', to: '24:00' }, '2026-07-01T21:59:59Z', 'open'],
    ['another weekday', { days: ['mon'] }, '2026-07-01T10:00:00Z', 'closed'],
    ['a zone of its own', { timeZone: 'America/New_York' }, '2026-07-01T20:59:00Z', 'open'],
    [
      'half an hour put forward',
      { timeZone: 'Australia/Lord_Howe', from: '02:05', to: '02:25' },
      '2026-10-03T15:35:00Z',
      'closed',
    ],
    ['a zone of 45 minutes', { timeZone: 'Asia/Kathmandu' }, '2026-07-01T03:15:00Z', 'open'],
    [
      'on the day before by UTC',
      { timeZone: 'Pacific/Kiritimati', days: ['thu'] },
      '2026-07-01T20:00:00Z',
      'open',
    ],
  ])('%s', (_, window, time, state) => {
    expect(stateAt(make(window), time)).toBe(state);
  });
});

describe('a holiday', () => {
  const calendar = make(
    { from: '22:00', to: '02:00' },
    { holidays: { knownUntil: '2026-12-31', days: [{ date: '2026-07-02', name: 'A day off' }] } },
  );
  test.each([
    ['closes the windows that begin on it', '2026-07-02T20:30:00Z', 'holiday'],
    ['closes those that reach into it', '2026-07-01T22:30:00Z', 'holiday'],
    ['leaves them open until it begins', '2026-07-01T21:30:00Z', 'open'],
    ['closes what began on it', '2026-07-02T23:30:00Z', 'holiday'],
    ['is not known behind the end of the list', '2026-12-31T23:30:00Z', 'unknown'],
    ['is known on its last day', '2026-12-31T22:30:00Z', 'open'],
  ])('%s', (_, time, state) => {
    expect(stateAt(calendar, time)).toBe(state);
  });
});

describe('what comes next', () => {
  const week = make({ days: ['mon', 'tue', 'wed', 'thu', 'fri'] });
  const frozen = make(
    {},
    { freezes: [{ id: 'a', from: '2026-07-01T00:00', to: '2026-08-01T00:00', text: 'a', ifBroken: 'hold' }] },
  );
  test.each<[string, Calendar, string, string | undefined]>([
    ['tomorrow', week, '2026-07-01T16:00:00Z', '2026-07-02T07:00:00.000Z'],
    ['behind a weekend', week, '2026-07-03T15:00:00Z', '2026-07-06T07:00:00.000Z'],
    ['behind a weekend of 49 h', week, '2026-10-23T15:00:00Z', '2026-10-26T08:00:00.000Z'],
    ['behind a day of 23 h', make({ days: ['sun'] }), '2026-03-28T22:30:00Z', '2026-03-29T07:00:00.000Z'],
    ['behind a freeze', frozen, '2026-07-01T16:00:00Z', '2026-08-01T07:00:00.000Z'],
    [
      'when the clock is put forward',
      make({ from: '02:30', to: '04:00' }),
      '2026-03-29T00:00:00Z',
      '2026-03-29T01:00:00.000Z',
    ],
    [
      'not on a day that has no such hour',
      make({ from: '02:10', to: '02:50' }),
      '2026-03-29T00:00:00Z',
      '2026-03-30T00:10:00.000Z',
    ],
    [
      'the second time',
      make({ from: '02:15', to: '02:45' }),
      '2026-10-25T00:50:00Z',
      '2026-10-25T01:15:00.000Z',
    ],
    [
      'never',
      { ...week, holidays: { knownUntil: '2026-07-02', days: [] } },
      '2026-07-02T16:00:00Z',
      undefined,
    ],
    [
      'behind more than a year',
      make(
        {},
        {
          freezes: [
            { id: 'a', from: '2026-07-01T00:00', to: '2029-08-01T00:00', text: 'a', ifBroken: 'hold' },
          ],
        },
      ),
      '2026-07-01T16:00:00Z',
      undefined,
    ],
  ])('opens %s', (_, calendar, time, next) => {
    expect(iso(findOpening(calendar, at(time)))).toBe(next);
  });

  test.each<[string, Calendar, string, string | undefined]>([
    ['at its end', week, '2026-07-01T10:00:00Z', '2026-07-01T15:00:00.000Z'],
    [
      'with a freeze',
      { ...frozen, changeWindows: make({ from: '00:00', to: '24:00' }).changeWindows },
      '2026-06-30T10:00:00Z',
      '2026-06-30T22:00:00.000Z',
    ],
    [
      'when the clock is put forward over its end',
      make({ from: '01:30', to: '02:30' }),
      '2026-03-29T00:45:00Z',
      '2026-03-29T01:00:00.000Z',
    ],
    ['never', make({ from: '00:00', to: '24:00' }), '2026-07-01T10:00:00Z', undefined],
    [
      'at midnight',
      make({ days: ['wed'], from: '00:00', to: '24:00' }),
      '2026-07-01T10:00:00Z',
      '2026-07-01T22:00:00.000Z',
    ],
  ])('closes %s', (_, calendar, time, next) => {
    expect(stateAt(calendar, time)).toBe('open');
    expect(iso(findClosing(calendar, at(time)))).toBe(next);
  });

  it('is the first minute that is open, of every minute of two weeks around a change of clocks', () => {
    const clock = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '15', '30'))
      .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${minute}`);
    const days = fc.subarray([...EVERY_DAY], { minLength: 1 });
    const start = fc.integer({ min: 0, max: 4 * 24 * 4 });
    fc.assert(
      fc.property(
        clock,
        clock,
        days,
        start,
        fc.constantFrom('2026-03-27', '2026-10-23'),
        (from, to, on, quarter, date) => {
          fc.pre(from !== to);
          const calendar = make({ from, to, days: on });
          const fromMs = at(`${date}T00:00:00Z`) + quarter * 900_000;
          const isOpenAt = (ms: number) => readWindows(calendar, ms).some(({ state }) => state === 'open');
          let slow = fromMs + 900_000;
          while (!isOpenAt(slow) && slow < fromMs + 9 * 86_400_000) slow += 900_000;
          const next = findOpening(calendar, fromMs) ?? 0;
          // The next moment at which anything changes to open; where it is open already, that may be its own next edge.
          expect(next > fromMs && isOpenAt(next)).toBe(true);
          if (!isOpenAt(fromMs)) expect(iso(next)).toBe(iso(slow));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('words', () => {
  test.each([
    ['Europe/Berlin', undefined],
    ['UTC', undefined],
    ['America/Argentina/Buenos_Aires', undefined],
    ['Etc/GMT+5', undefined],
    [
      'Europe/Berln',
      'Europe/Berln is no time zone of the IANA, as Europe/Berlin or UTC (Did you mean Europe/Berlin?)',
    ],
    ['+02:00', '+02:00 is no time zone of the IANA, as Europe/Berlin or UTC'],
    ['CEST', 'CEST is no time zone of the IANA, as Europe/Berlin or UTC'],
    [
      'europe/berlin',
      'europe/berlin is no time zone of the IANA, as Europe/Berlin or UTC (Did you mean Europe/Berlin?)',
    ],
    ['', ' is no time zone of the IANA, as Europe/Berlin or UTC'],
  ])('of the zone %s', (zone, says) => {
    expect(findZoneFault(zone)).toBe(says);
  });
  test.each([
    [0, 'less than 1 min'],
    [1, '1 min'],
    [60_000 * 60, '1 h'],
    [60_000 * 61, '1 h 1 min'],
    [86_400_000 * 3 + 60_000 * 5, '3 d'],
    [86_400_000 * 3 + 3_600_000 * 5, '3 d 5 h'],
  ])('of %d ms', (ms, text) => {
    expect(toLengthText(ms)).toBe(text);
  });
  it('of a moment', () => {
    expect(toClockText(at('2026-11-30T08:00:00Z'), 'Europe/Berlin')).toBe(
      'Mon 2026-11-30 09:00 Europe/Berlin',
    );
  });
});
