// A history as a table: one line for each figure and each gate of a run, for a spreadsheet or a notebook.
import { csvFormat } from 'd3-dsv';
import { toShown } from '../../text/plain-text.ts';
import { redactTexts } from '../../text/redact.ts';
import type { History, HistoryGroup } from './history-schema.ts';

/** The content of history.csv. */
export function toHistoryCsv(read: History): string {
  return `${csvFormat(redactTexts(read, toShown).groups.flatMap(toRows))}\n`;
}

function toRows({ title, runs, gates, figures }: HistoryGroup) {
  return runs.flatMap(({ name, started_at, outcome }, n) => {
    const run = { group: title, run: name, started_at, verdict: outcome };
    return [
      ...figures.flatMap((figure) => {
        const value = figure.values[n] ?? null;
        if (value === null) return [];
        const { subject, id, unit } = figure;
        const change = figure.changes.some((one) => one.run === n) ? 1 : 0;
        return [{ ...run, subject, id, figure: figure.name, value, unit, outcome: '', change }];
      }),
      ...gates.flatMap(({ id, outcomes, minimum_detectable_rates: rates }) => {
        const came = outcomes[n] ?? null;
        if (came === null) return [];
        const value = rates[n] ?? '';
        const figure = 'minimum_detectable_rate';
        return [{ ...run, subject: 'gate', id, figure, value, unit: 'share', outcome: came, change: 0 }];
      }),
    ];
  });
}
