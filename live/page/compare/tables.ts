// The tables of a comparison: what moved in sight, what shows nothing folded.

import type { Comparison, GateLine, Line, RunHead } from '../../../lib/core/compare/comparison-schema.ts';
import {
  showBand,
  showDifference,
  showGateChange,
  showMetricName,
  showSeenFrom,
  showStep,
  showValue,
  sortLines,
  VERDICT_MARKS,
  VERDICT_WORDS,
} from '../../../lib/core/compare/wording.ts';
import { showInUnit } from '../../../lib/core/gates/gate-unit.ts';
import { OUTCOME_MARKS } from '../../../lib/core/outcome.ts';
import { toCounted } from '../../../lib/core/text/figures.ts';
import { element, fold, ofAny, table } from '../element.ts';
import { toBreakable, toUnbroken } from '../words.ts';
import { createBand, toReach } from './band.ts';

const repeated = { repeats: true };
const short = { repeats: true, short: true };
/** A verdict of a line, as the colours of the pages call it. */
const CLASSES = { better: 'pass', same: 'same', worse: 'fail', inconclusive: 'inconclusive' } as const;

const toMark = (verdict: Line['verdict'], word: string) =>
  element('span', { class: `mark ${CLASSES[verdict]}` }, `${VERDICT_MARKS[verdict]} ${word}`);

const ofRunners = ({ runners }: RunHead) =>
  runners === 1 ? [] : [element('small', {}, `${runners} runners`)];

/** The runs, with the verdict of each. */
export function createRuns({ base, now }: Comparison): HTMLElement {
  const toRow = (when: string, run: RunHead) => ({
    cells: [
      when,
      element('span', { class: `mark ${run.outcome}` }, `${OUTCOME_MARKS[run.outcome]} ${run.outcome}`),
      element('span', {}, toBreakable(run.name), ...ofRunners(run), element('small', {}, run.because)),
      run.started_at.slice(0, 16).replace('T', ' '),
      run.status,
      String(run.seed),
      run.defects,
    ],
  });
  return table(
    'Each with its own verdict',
    [
      { title: '' },
      { title: 'its verdict' },
      { title: 'run' },
      { title: 'began, UTC', ...short },
      { title: 'status', ...short },
      { title: 'seed', ...short },
      { title: 'defects', ...repeated },
    ],
    [...base.map((run) => toRow('then', run)), toRow('now', now)],
  );
}

/** Every figure: what moved, or could not be told and should have been, and folded what shows nothing. */
export function createFigures(lines: readonly Line[]): HTMLElement[] {
  const { told, unmoved, untold } = sortLines(lines);
  const reach = new Map(
    [...new Set(lines.map(({ unit }) => unit))].map((unit) => [
      unit,
      toReach(lines.filter((line) => line.unit === unit)),
    ]),
  );
  const toFigures = (caption: string, some: readonly Line[]) =>
    table(
      `${caption}. The bar: where the difference may lie; grey: what is tolerated; the line: no difference. pp: percentage points.`,
      [
        { title: 'figure' },
        { title: '' },
        { title: 'then', ...short },
        { title: 'now', ...short },
        { title: 'difference', ...repeated },
        { title: 'seen from', ...short },
      ],
      some.map((line) => ({
        class: CLASSES[line.verdict],
        cells: [
          element(
            'span',
            {},
            toBreakable(showMetricName(line)),
            element('small', {}, `${line.samples.earlier} and ${line.samples.later} samples`),
          ),
          toMark(line.verdict, VERDICT_WORDS[line.verdict]),
          toUnbroken(showValue(line.unit, line.earlier)),
          toUnbroken(showValue(line.unit, line.later)),
          element(
            'span',
            {},
            showDifference(line),
            createBand(line, reach.get(line.unit) ?? 1),
            element('small', {}, toBandWords(line)),
          ),
          toUnbroken(showSeenFrom(line)),
        ],
      })),
    );
  return [
    ...ofAny(told, (some) => toFigures('What moved, or could not be told', some)),
    ...ofAny(unmoved, (some) =>
      fold(
        'figures-same',
        `${toCounted(some.length, 'figure')} without a difference that was seen`,
        toFigures('No difference seen', some),
      ),
    ),
    ...ofAny(untold, (some) =>
      fold(
        'figures-untold',
        `${toCounted(some.length, 'inconclusive figure')} of a part of the run, which decide${some.length === 1 ? 's' : ''} nothing`,
        toFigures('Inconclusive, and decides nothing', some),
      ),
    ),
  ];
}

const toBandWords = ({ unit, difference, tolerance, why }: Line) =>
  difference === null
    ? why
    : `${showBand(unit, difference)}; tolerance ${showStep(unit, tolerance).replace('+', '')}`;

/** Every gate: those that came to something else, and folded the others. */
export function createGates(gates: readonly GateLine[]): HTMLElement[] {
  const toGates = (caption: string, some: readonly GateLine[]) =>
    table(
      caption,
      [
        { title: 'gate' },
        { title: '' },
        { title: 'then', ...short },
        { title: 'now', ...short },
        { title: 'limit', ...short },
        { title: 'why' },
      ],
      some.map((gate) => ({
        class: CLASSES[gate.verdict],
        cells: [
          element(
            'span',
            {},
            element('code', {}, toBreakable(gate.id)),
            gate.severity === 'advisory' ? element('small', {}, 'advisory') : null,
          ),
          toMark(gate.verdict, showGateChange(gate)),
          `${gate.earlier}, ${toUnbroken(showInUnit(gate.unit, gate.earlier_value))}`,
          `${gate.later}, ${toUnbroken(showInUnit(gate.unit, gate.later_value))}`,
          toUnbroken(showInUnit(gate.unit, gate.limit)),
          gate.why,
        ],
      })),
    );
  const moved = gates.filter(({ verdict }) => verdict !== 'same');
  const held = gates.filter(({ verdict }) => verdict === 'same');
  return [
    ...ofAny(moved, (some) => toGates('What came to something else', some)),
    ...ofAny(held, (some) =>
      fold('gates-same', `${toCounted(some.length, 'gate')} as before`, toGates('As before', some)),
    ),
  ];
}

/** What must be alike in both runs. */
export const createSettings = ({ setup }: Comparison): HTMLElement =>
  fold(
    'settings-all',
    'Settings that must be the same in both runs',
    table(
      'As they are in the later run',
      [{ title: 'setting' }, { title: 'value' }],
      Object.entries(setup).map(([name, value]) => ({ cells: [name, value] })),
    ),
  );
