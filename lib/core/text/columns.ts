// Rows of cells as aligned lines, what colours them, and how a report fits where it is read.
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

/** Paragraphs of lines as one text, a line without anything before each; those without lines are left out. */
export const toParagraphs = (paragraphs: readonly (readonly string[])[]): string =>
  paragraphs
    .filter((lines) => lines.length > 0)
    .map((lines) => `\n${lines.join('\n')}\n`)
    .join('');

/** How a report looks where it is read. */
export interface Look {
  readonly paint: Paint;
  /** Rows of cells as the lines of each row, aligned; the last cell of a row may take more than one line. */
  readonly toRows: (
    rows: readonly (readonly string[])[],
    indentColumns: number,
  ) => readonly (readonly string[])[];
  /** A command that can be copied, also where it takes more than one line. */
  readonly toCommand: (command: string, indentColumns: number) => readonly string[];
}

/** No colours, and as wide as it comes: a file, a pipe, k6's own end of a run. */
export const PLAIN_LOOK: Look = {
  paint: PLAIN,
  toRows: (rows, indentColumns) => toColumns(rows).map((line) => [`${' '.repeat(indentColumns)}${line}`]),
  toCommand: (command, indentColumns) => [`${' '.repeat(indentColumns)}${command}`],
};

/** A row that begins with a mark in the colour of an outcome. */
export interface MarkedRow {
  readonly outcome: CheckOutcome;
  readonly mark: string;
  readonly cells: readonly string[];
}

/** The lines of each row. A mark is coloured last, since a colour has characters and takes no columns. */
export function toMarkedRows(
  rows: readonly MarkedRow[],
  { paint, toRows }: Look,
  indentColumns: number,
): readonly (readonly string[])[] {
  const plain = toRows(
    rows.map(({ mark, cells }) => [mark, ...cells]),
    indentColumns,
  );
  return rows.map(({ outcome, mark }, i) => {
    const [first = '', ...more] = plain[i] ?? [];
    return [first.replace(mark, () => paint(outcome, mark)), ...more];
  });
}
