// Rows of cells as aligned lines, and what colours them.
import type { CheckOutcome } from '../outcome.ts';

/** Colours a piece of text by outcome; the identity where there is no terminal. */
export type Paint = (outcome: CheckOutcome, text: string) => string;
/** No colours. */
export const PLAIN: Paint = (_, text) => text;

/** Rows of cells → lines with aligned columns; the last column is not padded. */
export function toColumns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, cell.length);
    });
  return rows.map((row) =>
    row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0))).join('  '),
  );
}
