// The page of a history: its data inside, a section for each group of runs.
import type { History, HistoryGate, HistoryGroup } from '../../../lib/core/compare/history/history-schema.ts';
import {
  listChanges,
  toDay,
  toGateWords,
  toHeadline,
  toLookedFor,
  toVerdictWords,
} from '../../../lib/core/compare/history/wording.ts';
import { OUTCOME_MARKS } from '../../../lib/core/outcome.ts';
import { toPercent } from '../../../lib/core/text/percent.ts';
import { element, find, fold, table } from '../element.ts';
import { unfoldOnPaper } from '../paper.ts';
import { toBreakable } from '../words.ts';
import { createCalendar } from './calendar.ts';
import { createDetectableChart, createFigureCharts } from './figures.ts';

const history = JSON.parse(find('run').textContent ?? '') as History;

function createIndex(): HTMLElement {
  return element(
    'nav',
    { 'aria-label': 'Groups of runs' },
    element(
      'ul',
      {},
      ...history.groups.map((group, n) =>
        element(
          'li',
          {},
          element('a', { href: `#group-${n + 1}` }, group.title),
          ` ${toVerdictWords(group.runs)}`,
        ),
      ),
    ),
  );
}

function createGroup(group: HistoryGroup, n: number): HTMLElement {
  return element(
    'section',
    { id: `group-${n + 1}`, 'aria-label': group.title },
    element('h2', {}, group.title),
    element('p', {}, toVerdictWords(group.runs)),
    ...createChanges(group),
    element('p', { class: 'faint' }, toLookedFor(group, history)),
    createCalendar(group.runs),
    createRuns(group, n),
    element('h2', {}, 'Gates'),
    createGates(group),
    element('div', { class: 'charts' }, ...createDetectableChart(group)),
    element('h2', {}, 'Latency and recovery'),
    element('div', { class: 'charts' }, ...createFigureCharts(group)),
  );
}

function createChanges(group: HistoryGroup): HTMLElement[] {
  const changes = listChanges(group);
  if (changes.length === 0) return [];
  return [
    table(
      'Where a figure changed its level, the latest first',
      [{ title: 'since' }, { title: '' }, { title: 'figure' }, { title: 'median before and after' }],
      true,
      changes.map(({ day, figure, step, worse }) => ({
        cells: [
          day,
          element('span', { class: `mark ${worse ? 'fail' : 'pass'}` }, worse ? '▲ slower' : '▼ quicker'),
          figure,
          step,
        ],
      })),
    ),
  ];
}

function createRuns(group: HistoryGroup, n: number): HTMLElement {
  return fold(
    `runs-${n}`,
    'Every run, the latest first',
    table(
      'Runs',
      [{ title: 'began, UTC' }, { title: '' }, { title: 'run' }, { title: 'why' }],
      true,
      group.runs.toReversed().map(({ started_at, outcome, name, because, status }) => ({
        class: outcome,
        cells: [
          started_at.slice(0, 16).replace('T', ' '),
          element('span', { class: `mark ${outcome}` }, `${OUTCOME_MARKS[outcome]} ${outcome}`),
          toBreakable(name),
          status === 'completed' ? because : `${status}: ${because}`,
        ],
      })),
    ),
  );
}

/** Those that broke, those that could not tell, those that nobody tried, and the rest. */
const toRank = ({ failed, could_not_tell: unclear, held }: HistoryGate) => {
  if (failed > 0) return 0;
  if (unclear > 0) return 1;
  return held === 0 ? 2 : 3;
};
const RANK_CLASSES = ['fail', 'inconclusive', 'skipped', 'pass'] as const;

function createGates({ gates }: HistoryGroup): HTMLElement {
  const number = { number: true, repeats: true };
  return table(
    'How often each gate held, failed, could not tell and was not tried',
    [
      { title: 'gate' },
      { title: '' },
      { title: 'held', ...number },
      { title: 'failed', ...number },
      { title: 'could not tell', ...number },
      { title: 'not tried', ...number },
      { title: 'last detectable from', ...number },
    ],
    true,
    [...gates]
      .sort((a, b) => toRank(a) - toRank(b))
      .map((gate) => {
        const kind = RANK_CLASSES[toRank(gate)] ?? 'pass';
        const rate = gate.minimum_detectable_rates.findLast((one) => one !== null) ?? null;
        const words = {
          fail: 'failed',
          inconclusive: 'could not tell',
          skipped: 'never tried',
          pass: 'held',
        };
        const advisory = gate.severity === 'advisory' ? ' (advisory)' : '';
        return {
          class: kind,
          cells: [
            element(
              'span',
              {},
              element('code', {}, toBreakable(gate.id)),
              element('small', {}, `${gate.why}${advisory}`),
            ),
            element(
              'span',
              { class: `mark ${kind}`, title: toGateWords(gate) },
              `${OUTCOME_MARKS[kind]} ${words[kind]}`,
            ),
            ...[gate.held, gate.failed, gate.could_not_tell, gate.not_tried].map(String),
            rate === null ? '–' : toPercent(rate),
          ],
        };
      }),
  );
}

function createLeftOut(): HTMLElement[] {
  if (history.left_out.length === 0) return [];
  return [
    element('h2', {}, 'Left out'),
    element(
      'ul',
      {},
      ...history.left_out.map(({ file, why }) => element('li', {}, element('code', {}, file), ` ${why}`)),
    ),
  ];
}

const runs = history.groups.flatMap((group) => group.runs);
const days = runs.map(toDay).sort();

document.title = `${toHeadline(history).words} · Aurora Gate`;
find('subject').textContent = `${toVerdictWords(runs)}, ${days[0]} to ${days.at(-1)}`;
find('main').append(
  element('h1', { class: `outcome ${toHeadline(history).tone}` }, toHeadline(history).words),
  ...(history.groups.length > 1 ? [createIndex()] : []),
  ...history.groups.map(createGroup),
  ...createLeftOut(),
);
unfoldOnPaper();
