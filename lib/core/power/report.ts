// The power of a plan's gates as rows of text, for a terminal and for a page.

import { type Look, PLAIN_LOOK } from '../text/columns.ts';
import { toPercent } from '../text/figures.ts';
import { toOwnTable } from '../text/markdown.ts';
import type { DriftPower } from './drift.ts';
import type { EarlierRow } from './earlier.ts';
import type { GatePower, PowerPoint } from './power.ts';

/** What `npm run power` computed. Rates and chances are shares 0..1. */
export interface PowerReport {
  readonly profile: string;
  readonly seed: number;
  readonly runs: number;
  readonly totalSec: number;
  readonly healthyRate: number;
  readonly gates: readonly GatePower[];
  readonly drift: readonly DriftPower[];
  readonly earlier: readonly EarlierRow[];
}

/** The true rates that the table shows. */
const SHOWN_RATES = [0.0002, 0.001, 0.005, 0.01];

const toChance = (chance: number) => `${(chance * 100).toFixed(chance > 0 && chance < 0.1 ? 1 : 0)} %`;
const toMinutes = (sec: number) => (sec < 60 ? `${sec} s` : `${(sec / 60).toFixed(sec < 600 ? 1 : 0)} min`);
const toCell = ({ stops, medianSec }: PowerPoint) =>
  medianSec === null || stops < 0.005
    ? toChance(stops)
    : `${toChance(stops)}, ${toMinutes(Math.round(medianSec))}`;
const toRate = (rate: number | null) => (rate === null ? '–' : toPercent(Number(rate.toPrecision(2))));

/** The header and a row for each gate: samples, false aborts, the chance and the median time at each rate, and where it turns. */
export function toPowerRows({ gates }: PowerReport): string[][] {
  const at = (gate: GatePower, rate: number) => gate.points.find((point) => point.rate === rate);
  return [
    [
      'gate',
      'samples',
      'healthy service',
      ...SHOWN_RATES.map((rate) => `at ${toPercent(rate)}`),
      '5 % at',
      '95 % at',
    ],
    ...gates.map((gate) => [
      gate.severity === 'advisory' ? `${gate.id} (advisory)` : gate.id,
      String(gate.samples),
      `${toChance(gate.healthy.stops)} at ${toPercent(gate.healthy.rate)}`,
      ...SHOWN_RATES.map((rate) => {
        const point = at(gate, rate);
        return point ? toCell(point) : '';
      }),
      toRate(gate.silentRate),
      toRate(gate.sureRate),
    ]),
  ];
}

/** The header and a row for each gate on drift: the rise that it sees, by how much single readings vary. */
export function toDriftRows({ drift }: PowerReport): string[][] {
  const variations =
    drift.find(({ points }) => points.length > 0)?.points.map(({ variation }) => variation) ?? [];
  return [
    ['gate', 'readings', ...variations.map((variation) => `vary by ${toPercent(variation)}`), 'false alarms'],
    ...drift.map(({ id, readings, points }) => [
      id,
      String(readings),
      ...variations.map((_, index) => {
        const point = points[index];
        return point ? `+${(point.seenFrom * 100).toFixed(0)} %` : 'too short to tell';
      }),
      points.length > 0 ? toChance(Math.max(...points.map(({ falseAlarms }) => falseAlarms))) : '–',
    ]),
  ];
}

/** The header and a row for each figure that was known earlier. */
export function toEarlierRows({ earlier }: PowerReport): string[][] {
  return [
    [
      'rule for thin windows',
      'run',
      'true rate',
      'known',
      'here, baseline only',
      "here, the runbook's schedule",
    ],
    ...earlier.map((row) => [
      row.rule,
      row.length,
      toPercent(row.rate),
      row.known === null ? '–' : toChance(row.known),
      toChance(row.flat),
      toChance(row.scheduled),
    ]),
  ];
}

const toWeaknesses = ({ gates }: PowerReport) =>
  gates.flatMap(({ id, weak }) => (weak === null ? [] : [`${id}: ${weak}`]));

const toHead = (report: PowerReport) =>
  `Profile ${report.profile}, ${toMinutes(Math.round(report.totalSec))}, ${report.runs} simulated runs a point, seed ${report.seed}.`;

/** For a terminal. */
export function toPowerText(report: PowerReport, { toRows }: Look = PLAIN_LOOK): string {
  const toLines = (rows: readonly (readonly string[])[]) => toRows(rows, 0).flat();
  const weak = toWeaknesses(report);
  return [
    '',
    ...toLines(toPowerRows(report)),
    '',
    ...toLines([
      [toHead(report)],
      ['A cell: the chance that the gate ends the run, and the median time of those runs until it does.'],
    ]),
    '',
    ...toLines(toDriftRows(report)),
    '',
    ...toLines([
      [
        'Drift: the rise over the run, as a share of what it starts from, that fails 95 % of runs; by how much single readings vary.',
      ],
    ]),
    '',
    ...toLines(weak.map((line) => [`weak: ${line}`])),
    ...(weak.length > 0 ? [''] : []),
    ...(report.earlier.length > 0 ? [...toLines(toEarlierRows(report)), ''] : []),
  ].join('\n');
}

const toTable = ([head = [], ...rows]: readonly (readonly string[])[]) => toOwnTable(head, rows);

/** For a page; `chart` is the file name of the chart beside it. */
export function toPowerMarkdown(report: PowerReport, chart: string): string {
  const weak = toWeaknesses(report);
  return [
    toHead(report),
    '',
    toTable(toPowerRows(report)),
    '',
    `![The chance that each gate ends a run, by the true error rate](${chart})`,
    '',
    ...weak.map((line) => `- Weak: ${line}.`),
    ...(weak.length > 0 ? [''] : []),
    toTable(toDriftRows(report)),
    ...(report.earlier.length > 0 ? ['', toTable(toEarlierRows(report))] : []),
    '',
  ].join('\n');
}

/**
 * Puts `content` between the marks `<!-- name -->` and `<!-- /name -->` of a page.
 * @throws RangeError where the page has no such marks
 */
export function replaceBlock(page: string, name: string, content: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [page.indexOf(open), page.indexOf(close)];
  if (from < 0 || to < from) throw new RangeError(`the page has no block ${open} … ${close}`);
  return `${page.slice(0, from + open.length)}\n${content}${page.slice(to)}`;
}
