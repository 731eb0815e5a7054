// A comparison on a terminal.

import type { Comparability } from '../stats/difference.ts';
import { toColumns } from '../text/columns.ts';
import { toPlain } from '../text/plain-text.ts';
import type { Comparison } from './comparison-schema.ts';
import { toGateRows, toLineRows, VERDICT_WORDS } from './wording.ts';

/** Colours a text by a verdict; the identity where there is no terminal. */
export type ComparisonPaint = (verdict: Comparability, text: string) => string;

const LONGEST_LINE = 1_000;

/** The comparison as text that ends with a newline. */
export function toTerminal(comparison: Comparison, paint: ComparisonPaint): string {
  const { base, now, gates, lines, reasons, verdict } = comparison;
  const runs = toColumns(
    [...base.map((run) => ['then', run] as const), ['now', now] as const].map(([when, run]) => [
      when,
      toPlain(run.name),
      run.outcome,
      `seed ${run.seed}${run.defects === '' ? '' : `, defects ${toPlain(run.defects)}`}`,
    ]),
  );
  const toTable = (rows: readonly (readonly string[])[], verdicts: readonly Comparability[]) =>
    toColumns(rows).map((line, i) => (i === 0 ? line : paint(verdicts[i - 1] ?? 'same', line)));
  const metrics = toTable(
    toLineRows(lines),
    lines.map((line) => line.verdict),
  );
  // What held and holds is no news: the page has every gate.
  const moved = gates.filter((gate) => gate.verdict !== 'same');
  const table =
    moved.length > 0
      ? toTable(
          toGateRows(moved),
          moved.map((gate) => gate.verdict),
        )
      : [];
  return [
    '',
    ...runs,
    '',
    ...(lines.length > 0 ? [...metrics, ''] : []),
    ...(gates.length > 0 ? [`${gates.length - moved.length} of ${gates.length} gates as before`] : []),
    ...table,
    '',
    paint(verdict, `compare: ${VERDICT_WORDS[verdict].toUpperCase()}`),
    ...reasons.map((reason) => `  ${toPlain(reason, LONGEST_LINE)}`),
    '',
  ]
    .map((line) => (line === '' ? line : `  ${line}`))
    .join('\n');
}
