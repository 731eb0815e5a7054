// The page of a comparison: what was seen, what could have been, and both sides along their time.
import type { Comparison } from '../../../lib/core/compare/comparison-schema.ts';
import type { ComparisonPage } from '../../../lib/core/compare/page-data.ts';
import {
  listSeenFrom,
  SEEN_FROM,
  toBlindSpot,
  VERDICT_MARKS,
  VERDICT_WORDS,
} from '../../../lib/core/compare/wording.ts';
import { element, find } from '../element.ts';
import { followAddress } from '../links.ts';
import { unfoldOnPaper } from '../paper.ts';
import { toBreakable, toSentence } from '../words.ts';
import { createAlongCharts, createReachCharts } from './charts.ts';
import { createFigures, createGates, createRuns, createSettings } from './tables.ts';

/** What the verdict is coloured by. */
const TONES = {
  better: 'pass',
  same: 'seen',
  worse: 'fail',
  inconclusive: 'inconclusive',
  not_comparable: 'inconclusive',
} as const;

/** The verdict, and why; the first screen also on a phone. */
function createVerdict(comparison: Comparison): HTMLElement {
  const { verdict, lines } = comparison;
  const blind = toBlindSpot(lines);
  const reasons = comparison.reasons.filter((reason) => !blind.includes(reason));
  // What stands in this sentence elsewhere has tiles here.
  const seen = reasons.length < comparison.reasons.length ? listSeenFrom(comparison) : [];
  const why = element('ul', { class: 'reasons' }, ...reasons.map((reason) => element('li', {}, reason)));
  const tiles: HTMLElement[] =
    seen.length === 0
      ? []
      : [
          element(
            'p',
            { class: 'because' },
            'The smallest change for the worse that would have been seen, in the whole run:',
          ),
          element(
            'dl',
            { class: 'tiles' },
            ...seen.map(({ name, shortChange, fromTo }) =>
              element(
                'div',
                {},
                element('dt', {}, toBreakable(name)),
                element('dd', {}, shortChange),
                element('dd', { class: 'faint' }, fromTo),
              ),
            ),
          ),
        ];
  return element(
    'section',
    { id: 'verdict', 'aria-labelledby': 'verdict-title' },
    element(
      'h1',
      { id: 'verdict-title', class: `outcome ${TONES[verdict]}` },
      element('span', { 'aria-hidden': 'true' }, VERDICT_MARKS[verdict]),
      ` ${toSentence(VERDICT_WORDS[verdict])}`,
    ),
    ...(verdict === 'better' ? [why, ...tiles] : [...tiles, why]),
  );
}

const PARTS = [
  ['runs', 'The runs'],
  ['figures', 'Figures'],
  ['along', 'Along the run'],
  ['gates', 'Gates'],
  ['settings', 'Settings'],
] as const;

function createPart(id: (typeof PARTS)[number][0], ...content: readonly HTMLElement[]): HTMLElement | null {
  if (content.length === 0) return null;
  const title = PARTS.find(([one]) => one === id)?.[1] ?? '';
  return element('section', { id }, element('h2', {}, title), ...content);
}

const { comparison, along } = JSON.parse(find('run').textContent ?? '') as ComparisonPage;
const { base, now, lines, gates, confidence } = comparison;
const bands = `Each band at ${(confidence * 100).toFixed(3)} %, so that all of them together hold with 99 %. ${toSentence(SEEN_FROM)}.`;
const parts = [
  createPart('runs', createRuns(comparison)),
  createPart(
    'figures',
    ...(lines.length === 0 ? [] : [element('p', { class: 'faint' }, bands), ...createFigures(lines)]),
  ),
  createPart('along', ...(along ? [createAlongCharts(along), createReachCharts(along)] : [])),
  createPart('gates', ...createGates(gates)),
  createPart('settings', createSettings(comparison)),
].filter((part) => part !== null);

document.title = `${VERDICT_WORDS[comparison.verdict]} · ${now.name} · Aurora Gate`;
find('subject').textContent = `${now.name} held against ${base.map(({ name }) => name).join(', ')}`;
find('main').append(
  createVerdict(comparison),
  element(
    'nav',
    { id: 'jump', 'aria-label': 'Parts of the page' },
    ...PARTS.filter(([id]) => parts.some((part) => part.id === id)).map(([id, title]) =>
      element('a', { href: `#${id}` }, title),
    ),
  ),
  ...parts,
);
addEventListener('hashchange', followAddress);
followAddress();
unfoldOnPaper();
