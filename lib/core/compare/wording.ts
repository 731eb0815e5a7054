// The words of a comparison: the same on a terminal, in Markdown and on the page.

import type { Comparability, Difference } from '../stats/difference.ts';
import { toPercent } from '../text/percent.ts';
import type { GateLine, Line } from './comparison-schema.ts';

export const VERDICT_WORDS: Readonly<Record<Comparability, string>> = {
  better: 'better',
  same: 'same',
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
  return size >= 100 ? value.toFixed(0) : Number(value.toPrecision(3)).toString();
};

/** A value with its unit; `–` where there is none, `∞` where nothing bounds it. */
export function showValue(unit: Line['unit'], value: number | null): string {
  if (value === null) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  return unit === 'share' ? toPercent(value) : `${digits(value)} ${unit}`;
}

const signed = (unit: Line['unit'], value: number) =>
  `${value > 0 ? '+' : ''}${showValue(unit, value).replace(/^-/, '−')}`;

/** A difference, signed; shares as points. */
export function showDifference(unit: Line['unit'], difference: Difference | null): string {
  return difference === null ? '–' : signed(unit, difference.middle);
}

/** Where the difference may lie. */
export function showBand(unit: Line['unit'], difference: Difference | null): string {
  return difference === null ? '–' : `${signed(unit, difference.low)} … ${signed(unit, difference.high)}`;
}

/** `p95 latency of chaos`. */
export function showMetricName({ group, scope, name }: Pick<Line, 'group' | 'scope' | 'name'>): string {
  const of = scope === 'run' ? 'the whole run' : scope;
  switch (group) {
    case 'latency':
      return `${name} latency of ${of}`;
    case 'rate':
      return `${name} in ${of}`;
    case 'load':
      return `journeys started of those due in ${of}`;
    case 'recovery':
      return `median recovery after ${of}`;
  }
}

/** One sentence: from what to what, the band, and the tolerance. */
export function showChange(
  line: Pick<Line, 'unit' | 'earlier' | 'later' | 'difference' | 'tolerance'>,
): string {
  const { unit, earlier, later, difference, tolerance } = line;
  return `${showValue(unit, earlier)} then, ${showValue(unit, later)} now (${showBand(unit, difference)}; tolerance ${showValue(unit, tolerance)})`;
}

/** The header and a row for each line. `detectable`: the smallest change that would have been called worse. */
export function toLineRows(lines: readonly Line[]): string[][] {
  return [
    ['', 'figure', 'then', 'now', 'difference', 'band', 'tolerance', 'detectable', 'samples', 'verdict'],
    ...lines.map((line) => [
      VERDICT_MARKS[line.verdict],
      showMetricName(line),
      showValue(line.unit, line.earlier),
      showValue(line.unit, line.later),
      showDifference(line.unit, line.difference),
      showBand(line.unit, line.difference),
      showValue(line.unit, line.tolerance),
      showValue(line.unit, line.minimum_detectable_change),
      `${line.samples.earlier} / ${line.samples.later}`,
      VERDICT_WORDS[line.verdict],
    ]),
  ];
}

/** The header and a row for each gate. */
export function toGateRows(gates: readonly GateLine[]): string[][] {
  return [
    ['', 'gate', 'then', 'now', 'value then', 'value now', 'limit', 'verdict', 'why'],
    ...gates.map((gate) => [
      VERDICT_MARKS[gate.verdict],
      gate.severity === 'advisory' ? `${gate.id} (advisory)` : gate.id,
      gate.earlier,
      gate.later,
      showGate(gate.earlier_value),
      showGate(gate.later_value),
      showGate(gate.limit),
      VERDICT_WORDS[gate.verdict],
      gate.why,
    ]),
  ];
}

const showGate = (value: number | null) => (value === null ? '–' : String(Number(value.toPrecision(3))));
