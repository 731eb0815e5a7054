// The verdicts of runs on a calendar: a table for each month, a cell for each day.
import { group } from 'd3-array';
import type { HistoryRun } from '../../../lib/core/compare/history/history-schema.ts';
import { toDay } from '../../../lib/core/compare/history/wording.ts';
import { decideOutcome, OUTCOME_MARKS } from '../../../lib/core/outcome.ts';
import { element } from '../element.ts';

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const DAY_MS = 86_400_000;

/** The months from the first run to the last, each with its days. */
export function createCalendar(runs: readonly HistoryRun[]): HTMLElement {
  const byDay = group(runs, toDay);
  const months = [...group(runs, (run) => toDay(run).slice(0, 7)).keys()];
  return element('div', { class: 'calendar' }, ...months.map((month) => createMonth(month, byDay)));
}

function createMonth(month: string, byDay: ReadonlyMap<string, readonly HistoryRun[]>): HTMLElement {
  const first = new Date(`${month}-01T00:00:00Z`);
  const title = first.toLocaleDateString('en', { month: 'long', year: 'numeric', timeZone: 'UTC' });
  const before = (first.getUTCDay() + 6) % 7;
  const days = Array.from({ length: 42 }, (_, n) =>
    new Date(first.getTime() + (n - before) * DAY_MS).toISOString().slice(0, 10),
  );
  const weeks = Array.from({ length: 6 }, (_, n) => days.slice(7 * n, 7 * n + 7)).filter((week) =>
    week.some((day) => day.startsWith(month)),
  );
  return element(
    'table',
    {},
    element('caption', {}, title),
    element('thead', {}, element('tr', {}, ...WEEKDAYS.map((day) => element('th', { scope: 'col' }, day)))),
    element(
      'tbody',
      {},
      ...weeks.map((week) =>
        element(
          'tr',
          {},
          ...week.map((day) =>
            day.startsWith(month) ? createDay(day, byDay.get(day) ?? []) : element('td'),
          ),
        ),
      ),
    ),
  );
}

/** A day has the worst of its verdicts, and how many runs there were where that is more than one. */
function createDay(day: string, runs: readonly HistoryRun[]): HTMLElement {
  const date = String(Number(day.slice(8)));
  if (runs.length === 0) return element('td', { class: 'faint' }, date);
  const outcome = decideOutcome(runs);
  const told = runs.map((run) => `${run.name}: ${run.outcome}`).join('\n');
  return element(
    'td',
    { class: `day ${outcome}`, title: told },
    date,
    element('span', { class: 'heard' }, ` ${outcome}`),
    element('b', { 'aria-hidden': 'true' }, OUTCOME_MARKS[outcome]),
    runs.length > 1 ? element('small', {}, `${runs.length} runs`) : null,
  );
}
