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
import { toCounted, toPercent } from '../../../lib/core/text/figures.ts';
import { element, find, fold, ofAny, table } from '../element.ts';
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
    ...createChanges(group, n),
    element('p', { class: 'faint' }, toLookedFor(group, history)),
    createCalendar(group.runs),
    createRuns(group, n),
    element('h2', {}, 'Gates'),
    ...createGates(group, n),
    element('div', { class: 'charts' }, ...createDetectableChart(group)),
    element('h2', {}, 'Latency and recovery'),
    element('div', { class: 'charts' }, ...createFigureCharts(group)),
  );
}

/** Changes that are in sight; the earlier ones are folded. */
const IN_SIGHT = 8;

function createChanges(group: HistoryGroup, n: number): HTMLElement[] {
  const changes = listChanges(group);
  const toTable = (caption: string, some: readonly (typeof changes)[number][]) =>
    table(
      caption,
      [
        { title: 'figure' },
        { title: '', short: true },
        { title: 'since', repeats: true, short: true },
        { title: 'median before and after' },
      ],
      some.map(({ day, figure, step, worse }) => ({
        cells: [
          figure,
          element('span', { class: `mark ${worse ? 'fail' : 'pass'}` }, worse ? '▲ slower' : '▼ quicker'),
          day,
          step,
        ],
      })),
    );
  return [
    ...ofAny(changes.slice(0, IN_SIGHT), (some) =>
      toTable('Where a figure changed its level, the latest first', some),
    ),
    ...ofAny(changes.slice(IN_SIGHT), (some) =>
      fold(`changes-${n}`, `${some.length} more changes`, toTable('Further changes', some)),
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

/** What did not hold, could not tell or was never tried in sight; folded, what held whenever it was tried. */
function createGates({ gates }: HistoryGroup, n: number): HTMLElement[] {
  const ranked = [...gates].sort((a, b) => toRank(a) - toRank(b));
  const held = ranked.filter((gate) => toRank(gate) === RANK_CLASSES.indexOf('pass'));
  const others = ranked.filter((gate) => !held.includes(gate));
  return [
    ...ofAny(others, (some) => toGateTable('How often each gate that did not always hold did what', some)),
    ...ofAny(held, (some) =>
      fold(
        `gates-${n}`,
        `${toCounted(some.length, 'gate')} held at every try`,
        toGateTable('How often each gate held and was not tried', some),
      ),
    ),
  ];
}

function toGateTable(caption: string, gates: readonly HistoryGate[]): HTMLElement {
  const number = { number: true };
  return table(
    caption,
    [
      { title: 'gate' },
      { title: '' },
      { title: 'held', ...number },
      { title: 'failed', ...number },
      { title: 'could not tell', ...number },
      { title: 'not tried', ...number },
      { title: 'last detectable from', ...number },
    ],
    gates.map((gate) => {
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
