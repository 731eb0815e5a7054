// The words of a history: the same on a terminal, in its files and on the page.
import { toCounted, toFigure } from '../../text/figures.ts';
import type { Figure, History, HistoryGate, HistoryGroup, HistoryRun } from './history-schema.ts';

/** `2026-11-29`, in UTC as everything in a run's folder is. */
export const toDay = ({ started_at }: Pick<HistoryRun, 'started_at'>): string => started_at.slice(0, 10);

/** `p95 of <route> at baseline`, `recovery after latency`. */
export function toFigureName({ subject, id, name }: Pick<Figure, 'subject' | 'id' | 'name'>): string {
  switch (subject) {
    case 'route':
      return `${name} of ${id} at baseline`;
    case 'phase':
      return `${name} of all routes in ${id}`;
    case 'toxic':
      return `recovery after ${id}`;
  }
}

/** `547 ms`, `4.2 s`. */
export const showFigure = ({ unit }: Pick<Figure, 'unit'>, value: number): string =>
  `${value >= 100 ? Math.round(value) : toFigure(value)} ${unit}`;

/** ` (+28 %)`; '' where there was nothing before. */
export function toRise(before: number, after: number): string {
  if (before === 0) return '';
  const percent = Math.round((100 * (after - before)) / before);
  return ` (${percent > 0 ? '+' : ''}${percent} %)`.replace('-', '−');
}

export interface ToldChange {
  readonly day: string;
  readonly run: string;
  readonly figure: string;
  readonly step: string;
  readonly worse: boolean;
}

/** The changes of a group in words, the latest first. */
export function listChanges({ figures, runs }: HistoryGroup): ToldChange[] {
  return figures
    .flatMap((figure) =>
      figure.changes.map(({ run, before, after }) => ({
        at: run,
        day: runs[run] ? toDay(runs[run]) : '',
        run: runs[run]?.name ?? '',
        figure: toFigureName(figure),
        step: `${showFigure(figure, before)} → ${showFigure(figure, after)}${toRise(before, after)}`,
        worse: after > before,
      })),
    )
    .sort((a, b) => b.at - a.at)
    .map(({ at: _, ...told }) => told);
}

/** What was looked for among the figures of a group, and with what chance of seeing something that is not there. */
export function toLookedFor({ figures }: HistoryGroup, history: Pick<History, 'false_alarm_ratio'>): string {
  const tested = figures.filter((figure) => figure.tested);
  if (tested.length === 0) return 'No run came to its end, so no change was looked for.';
  const blind = tested.filter(({ untested }) => untested !== '');
  if (blind.length === tested.length)
    return `No change could have been found in any of ${tested.length} figures: ${blind[0]?.untested ?? ''}.`;
  const rest = blind.length === 0 ? '' : `; ${blind.length} more have too few runs with a value`;
  return `Changes were looked for in ${tested.length - blind.length} figures${rest}. Where nothing changes, any mark at all on this page has a chance of at most ${history.false_alarm_ratio * 100} %.`;
}

/** How often a gate did what, in words. */
export function toGateWords({ held, failed, could_not_tell, not_tried }: HistoryGate): string {
  if (held + failed + could_not_tell === 0) return 'never tried';
  return [
    `held ${held}`,
    ...(failed > 0 ? [`failed ${failed}`] : []),
    ...(could_not_tell > 0 ? [`could not tell ${could_not_tell}`] : []),
    ...(not_tried > 0 ? [`not tried ${not_tried}`] : []),
  ].join(', ');
}

/** How many runs came to what. */
export function toVerdictWords(runs: readonly HistoryRun[]): string {
  const count = (outcome: HistoryRun['outcome']) => runs.filter((run) => run.outcome === outcome).length;
  return `${toCounted(runs.length, 'run')}: ${count('pass')} pass, ${count('fail')} fail, ${count('inconclusive')} inconclusive`;
}

/** What a history comes to at first sight: never more than was looked for. `tone`: the class of its colour. */
export function toHeadline({ groups }: Pick<History, 'groups'>): {
  readonly words: string;
  readonly tone: 'inconclusive' | 'seen' | 'running';
} {
  const changes = groups.flatMap(listChanges);
  const slower = changes.filter(({ worse }) => worse).length;
  const quicker = changes.length - slower;
  const parts = [
    ...(slower > 0 ? [`${toCounted(slower, 'figure')} slower`] : []),
    ...(quicker > 0 ? [`${quicker} quicker`] : []),
  ];
  if (parts.length > 0) return { words: parts.join(', '), tone: slower > 0 ? 'inconclusive' : 'seen' };
  const able = groups.some(({ figures }) =>
    figures.some(({ tested, untested }) => tested && untested === ''),
  );
  return able
    ? { words: 'No change seen', tone: 'seen' }
    : { words: 'Too few runs to see a change', tone: 'running' };
}
