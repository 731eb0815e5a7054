// A comparison on a terminal: the verdict, why, the whole run then and now, and what else moved; the rest in a line.

import type { Comparability } from '../stats/difference.ts';
import { type Look, PLAIN_LOOK, toParagraphs } from '../text/columns.ts';
import { toCounted } from '../text/figures.ts';
import { toPlain } from '../text/plain-text.ts';
import { redactTexts } from '../text/redact.ts';
import type { Comparison, GateLine, Line } from './comparison-schema.ts';
import { isDeciding } from './gates.ts';
import {
  SEEN_FROM,
  SHORT_UNITS,
  showDifference,
  showMetricName,
  showRunners,
  showSeenFrom,
  showValue,
  sortLines,
  VERDICT_MARKS,
  VERDICT_WORDS,
} from './wording.ts';

/** Colours a text by a verdict; the identity where there is no terminal. */
export type ComparisonPaint = (verdict: Comparability, text: string) => string;

const LONGEST_LINE = 1_000;

const toFigureRow = (line: Line): string[] => [
  VERDICT_MARKS[line.verdict],
  showMetricName(line).replace(/ (?:of|in) the whole run$/, ''),
  showValue(line.unit, line.earlier),
  showValue(line.unit, line.later),
  showDifference(line),
  showSeenFrom(line),
];

const toGateSentence = ({ severity, earlier, later, why }: GateLine) =>
  `${severity === 'advisory' ? '(advisory) ' : ''}${earlier} then, ${later} now: ${why}`;

/** The comparison as text that ends with a newline. */
export function toTerminal(
  compared: Comparison,
  paint: ComparisonPaint,
  look: Pick<Look, 'toRows'> = PLAIN_LOOK,
): string {
  const comparison = redactTexts(compared, (text) => toPlain(text, LONGEST_LINE));
  const { base, now, gates, lines, reasons, verdict } = comparison;
  const toLines = (rows: readonly (readonly string[])[], indentColumns = 2) =>
    look.toRows(rows, indentColumns).flat();
  /** @param verdicts of the rows after the first `ahead` */
  const toPainted = (
    rows: readonly (readonly string[])[],
    verdicts: readonly Comparability[],
    ahead: number,
  ) =>
    look.toRows(rows, 2).flatMap((row, n) => row.map((text) => paint(verdicts[n - ahead] ?? 'same', text)));
  const runs = [...base.map((run) => ['then', run] as const), ['now', now] as const].map(([when, run]) => [
    when,
    run.name,
    run.outcome,
    `seed ${run.seed}${showRunners(run)}${run.defects === '' ? '' : `, defects ${run.defects}`}`,
  ]);
  const whole = lines.filter(({ scope }) => scope === 'run');
  const { told, unmoved, untold } = sortLines(lines);
  // What decided is told above; what held and holds is no news.
  const parts = told.filter((line) => line.scope !== 'run' && line.verdict !== verdict);
  const moved = gates.filter((gate) => gate.verdict !== 'same');
  const beside = moved.filter((gate) => gate.verdict !== verdict || !isDeciding(gate));
  const counts = [
    ...(unmoved.length > 0
      ? [`${toCounted(unmoved.length, 'figure')} without a difference that was seen`]
      : []),
    ...(untold.length > 0 ? [`${untold.length} inconclusive that decide nothing`] : []),
    ...(gates.length > 0 ? [`${gates.length - moved.length} of ${gates.length} gates as before`] : []),
  ];
  return toParagraphs([
    [
      ...toLines([[`compare: ${VERDICT_WORDS[verdict].toUpperCase()}`]]).map((text) => paint(verdict, text)),
      ...reasons.flatMap((reason) => toLines([['·', reason]])),
    ],
    toLines(runs),
    whole.length === 0
      ? []
      : [
          ...toPainted(
            [['', 'the whole run', 'then', 'now', 'difference', 'seen from'], ...whole.map(toFigureRow)],
            whole.map((line) => line.verdict),
            1,
          ),
          ...toLines([[`${SEEN_FROM}; ${SHORT_UNITS}`]]),
        ],
    toPainted(
      [
        ...parts.map((line) => [VERDICT_MARKS[line.verdict], showMetricName(line), line.why]),
        ...beside.map((gate) => [VERDICT_MARKS[gate.verdict], gate.id, toGateSentence(gate)]),
      ],
      [...parts, ...beside].map((one) => one.verdict),
      0,
    ),
    counts.length === 0
      ? []
      : toLines([[`${counts.join(', ')}; every figure and gate: --html, --markdown or --json`]]),
  ]);
}
