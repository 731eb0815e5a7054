// The words of a comparison: the same on a terminal, in Markdown and on the page.

import { group } from 'd3-array';
import { showInUnit } from '../gates/gate-unit.ts';
import type { Comparability, Difference } from '../stats/difference.ts';
import { toFigure, toPercent } from '../text/figures.ts';
import type { Comparison, GateLine, Line, RunHead } from './comparison-schema.ts';

/** Nothing is called the same: what was not seen may still be there. */
export const VERDICT_WORDS: Readonly<Record<Comparability, string>> = {
  better: 'better',
  same: 'no difference seen',
  worse: 'worse',
  inconclusive: 'inconclusive',
  not_comparable: 'not comparable',
};

export const VERDICT_MARKS: Readonly<Record<Comparability, string>> = {
  better: '▲',
  same: '=',
  worse: '▼',
  inconclusive: '?',
  not_comparable: '≠',
};

const digits = (value: number) => {
  const size = Math.abs(value);
  return size >= 100 ? value.toFixed(0) : toFigure(value);
};

/** Who played a run, where that was more than one; '' elsewhere. */
export const showRunners = ({ runners }: Pick<RunHead, 'runners'>): string =>
  runners === 1 ? '' : `, ${runners} runners`;

/** A value with its unit; `–` where there is none. */
export function showValue(unit: Line['unit'], value: number | null): string {
  if (value === null) return '–';
  return unit === 'share' ? toPercent(value) : `${digits(value)} ${unit}`;
}

/** Shares change by points: half as many of 4 % are 2 points less. `pp` is for tables, which say what it is. */
const POINTS = { short: 'pp', long: 'percentage points' } as const;
type Length = keyof typeof POINTS;
const toUnit = (unit: Line['unit'], length: Length) => (unit === 'share' ? POINTS[length] : unit);
export const SHORT_UNITS = 'pp: percentage points';

const toSigned = (unit: Line['unit'], value: number) => {
  const shown = Number.isFinite(value) ? digits(unit === 'share' ? value * 100 : value) : '∞';
  return `${value > 0 ? '+' : ''}${value === Number.NEGATIVE_INFINITY ? '−' : ''}${shown}`.replace('-', '−');
};

/** A change with its sign, in the unit of its figure. */
export const showStep = (unit: Line['unit'], value: number, length: Length = 'short'): string =>
  `${toSigned(unit, value)} ${toUnit(unit, length)}`;

/** The ends of a band; JSON has no infinite ones and holds null. */
export const toEnds = ({ low, high }: Difference): readonly [low: number, high: number] => [
  low ?? Number.NEGATIVE_INFINITY,
  high ?? Number.POSITIVE_INFINITY,
];

/** Where the difference may lie. */
export function showBand(
  unit: Line['unit'],
  difference: Difference | null,
  length: Length = 'short',
): string {
  if (difference === null) return '–';
  const [low, high] = toEnds(difference);
  return `${toSigned(unit, low)} … ${toSigned(unit, high)} ${toUnit(unit, length)}`;
}

/** `p95 latency`, `journeys started of those due`: what a line is a figure of. */
function showFigureName({ group, scope, name }: Pick<Line, 'group' | 'scope' | 'name'>): string {
  switch (group) {
    case 'latency':
      return `${name} latency`;
    case 'rate':
      return name;
    case 'load':
      return 'journeys started of those due';
    case 'recovery':
      return `median recovery after ${scope}`;
  }
}

/** `p95 latency of chaos`. */
export function showMetricName(line: Pick<Line, 'group' | 'scope' | 'name'>): string {
  const name = showFigureName(line);
  if (line.group === 'recovery') return name;
  return `${name} ${line.group === 'latency' ? 'of' : 'in'} ${line.scope === 'run' ? 'the whole run' : line.scope}`;
}

/** One sentence: from what to what, the band, and the tolerance. */
export function showChange(
  line: Pick<Line, 'unit' | 'earlier' | 'later' | 'difference' | 'tolerance'>,
): string {
  const { unit, earlier, later, difference, tolerance } = line;
  const allowed = `${toSigned(unit, tolerance).replace('+', '')} ${toUnit(unit, 'long')}`;
  return `${showValue(unit, earlier)} then, ${showValue(unit, later)} now (${showBand(unit, difference, 'long')}; tolerance ${allowed})`;
}

/** The smallest change for the worse that would have been called so, with its sign; null where none would. */
function toSeenFrom({ better, minimum_detectable_change: change }: Line): number | null {
  return change === null ? null : change * (better === 'lower' ? 1 : -1);
}

export function showSeenFrom(line: Line, length: Length = 'short'): string {
  const change = toSeenFrom(line);
  return change === null ? '–' : showStep(line.unit, change, length);
}

/** A figure of the whole run, and the smallest change for the worse that would have been seen, from what to what: `+112 ms`. */
export interface SeenFrom {
  readonly name: string;
  readonly change: string;
  /** The same without room. */
  readonly shortChange: string;
  readonly fromTo: string;
}

/** What the comparison could have seen in each figure of the whole run. */
export function listSeenFrom({ lines }: Pick<Comparison, 'lines'>): readonly SeenFrom[] {
  return lines.flatMap((line) => {
    const change = toSeenFrom(line);
    if (line.scope !== 'run' || change === null || line.earlier === null) return [];
    const { unit, earlier } = line;
    return [
      {
        name: showFigureName(line),
        change: showStep(unit, change, 'long'),
        shortChange: showStep(unit, change),
        fromTo: `${unit === 'share' ? `${POINTS.long}: ` : ''}${showValue(unit, earlier)} → ${showValue(unit, Math.max(0, earlier + change))}`,
      },
    ];
  });
}

/** What a comparison without a difference for the worse may have missed, as a sentence; none where nothing could be seen at all. */
export function toBlindSpot(lines: Comparison['lines']): string[] {
  const seen = group(listSeenFrom({ lines }), ({ change }) => change);
  if (seen.size === 0) return [];
  const told = [...seen].map(([change, alike]) => `${alike.map(({ name }) => name).join(', ')} ${change}`);
  return [`smaller changes for the worse than these would not have been seen: ${told.join('; ')}`];
}

/** The header and a row for each line. */
export function toLineRows(lines: readonly Line[]): string[][] {
  return [
    ['', 'figure', 'then', 'now', 'difference', 'band', 'tolerance', 'seen from', 'samples', 'verdict'],
    ...lines.map((line) => [
      VERDICT_MARKS[line.verdict],
      showMetricName(line),
      showValue(line.unit, line.earlier),
      showValue(line.unit, line.later),
      showDifference(line),
      showBand(line.unit, line.difference),
      showStep(line.unit, line.tolerance).replace('+', ''),
      showSeenFrom(line),
      `${line.samples.earlier} / ${line.samples.later}`,
      VERDICT_WORDS[line.verdict],
    ]),
  ];
}

/** A difference, signed; shares in points. */
export const showDifference = ({ unit, difference }: Pick<Line, 'unit' | 'difference'>): string =>
  difference === null ? '–' : showStep(unit, difference.middle);

/** What each column of these rows means, where that is no plain word. */
export const SEEN_FROM = 'seen from: the smallest change for the worse that would have been called so';

/** What a gate's change comes to, in a word. */
export const showGateChange = ({ verdict }: Pick<GateLine, 'verdict'>): string =>
  verdict === 'same' ? 'as before' : VERDICT_WORDS[verdict];

/** The header and a row for each gate. */
export function toGateRows(gates: readonly GateLine[]): string[][] {
  return [
    ['', 'gate', 'then', 'now', 'value then', 'value now', 'limit', 'verdict', 'why'],
    ...gates.map((gate) => [
      VERDICT_MARKS[gate.verdict],
      gate.severity === 'advisory' ? `${gate.id} (advisory)` : gate.id,
      gate.earlier,
      gate.later,
      showInUnit(gate.unit, gate.earlier_value),
      showInUnit(gate.unit, gate.later_value),
      showInUnit(gate.unit, gate.limit),
      showGateChange(gate),
      gate.why,
    ]),
  ];
}

/** Lines as they are told: those that decide or moved, the worst first; those that show nothing; those that can tell nothing. */
export function sortLines(lines: readonly Line[]): {
  readonly told: readonly Line[];
  readonly unmoved: readonly Line[];
  readonly untold: readonly Line[];
} {
  const of = (verdict: Line['verdict']) => lines.filter((line) => line.verdict === verdict);
  const open = of('inconclusive');
  return {
    told: [...of('worse'), ...open.filter(({ needed }) => needed), ...of('better')],
    unmoved: of('same'),
    untold: open.filter(({ needed }) => !needed),
  };
}
