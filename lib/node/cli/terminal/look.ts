// The look of a report on this terminal: in colour, and no wider than it is.
import cliui from 'cliui';
import { type Look, PLAIN_LOOK } from '../../../core/text/columns.ts';
import { createPaint } from './paint.ts';

/** A sentence in a column narrower than this is hard to read: it goes below its row. */
const MIN_SENTENCE_COLUMNS = 30;
const GAP = 2;

/** The look for `stream`; what is no terminal gets whole lines without colour. */
export function createLook(stream: { readonly isTTY?: boolean; readonly columns?: number }): Look {
  const paint = createPaint(stream);
  const { columns } = stream;
  // Some terminals do not say how wide they are, and give 0.
  if (!columns) return { ...PLAIN_LOOK, paint };
  return {
    paint,
    toRows: (rows, indentColumns) => toWrapped(rows, indentColumns, columns),
    toCommand: (command, indentColumns) => toWrappedCommand(command, indentColumns, columns),
  };
}

type Rows = readonly (readonly string[])[];

const toWidths = (rows: Rows): readonly number[] =>
  rows[0]?.map((_, n) => Math.max(...rows.map((row) => (row[n] ?? '').length + GAP))) ?? [];
const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0);

/** A last cell that is wider is a sentence, and no figure. */
const MAX_FIGURE_COLUMNS = 20;

/** A grid of figures that is too wide: with its columns as rows where that fits, else in parts one below the other. */
function fitGrid(rows: Rows, columns: number): readonly Rows[] {
  const [head = []] = rows;
  const fits = (some: Rows) => sumOf(toWidths(some)) - GAP <= columns;
  const isGrid = head.length > 3 && rows.every((row) => row.length === head.length);
  if (!isGrid || fits(rows)) return [rows];
  const turned = head.map((_, n) => rows.map((row) => row[n] ?? ''));
  if (fits(turned)) return [turned];
  if ((toWidths(rows).at(-1) ?? 0) > MAX_FIGURE_COLUMNS) return [rows];
  for (let size = Math.ceil((head.length - 1) / 2); size > 0; size--) {
    const parts = toParts(rows, size);
    if (parts.every(fits)) return parts;
  }
  return [rows];
}

/** So many columns each, behind the first one, which names the rows. */
function toParts(rows: Rows, size: number): readonly Rows[] {
  const count = Math.ceil(((rows[0]?.length ?? 1) - 1) / size);
  return Array.from({ length: count }, (_, part) =>
    rows.map((row) => [row[0] ?? '', ...row.slice(1 + part * size, 1 + (part + 1) * size)]),
  );
}

/** Rows of cells as lines of at most so many columns: what does not fit goes on in its own column, or below. */
const toWrapped = (rows: Rows, indentColumns: number, columns: number): Rows =>
  fitGrid(rows, columns - indentColumns).flatMap((part, n) => [
    ...(n > 0 ? [['']] : []),
    ...wrapRows(part, indentColumns, columns),
  ]);

function wrapRows(rows: Rows, indentColumns: number, columns: number): Rows {
  const widths = toWidths(rows.map((row) => row.slice(0, -1)));
  return rows.map((row) => {
    const first = row.slice(0, -1);
    const last = row.at(-1) ?? '';
    const left = columns - indentColumns - sumOf(first.map((_, n) => widths[n] ?? 0));
    const sheet = cliui({ width: columns });
    // A cell without a width takes a column all the same.
    const before = indentColumns > 0 ? [{ text: '', width: indentColumns }] : [];
    const cells = first.map((text, n) => ({ text, width: widths[n] ?? 0 }));
    if (left >= Math.min(MIN_SENTENCE_COLUMNS, last.length))
      sheet.div(...before, ...cells, { text: last, width: left });
    else {
      const below = { text: '', width: indentColumns + GAP };
      sheet.div(
        ...before,
        ...(left > 0 ? cells : [{ text: first.join('  '), width: columns - indentColumns }]),
      );
      sheet.div(below, { text: last, width: columns - below.width });
    }
    return toLines(sheet.toString());
  });
}

const toLines = (text: string) => text.split('\n').map((line) => line.trimEnd());

/** A command over several lines that a shell takes as one: it is broken before a flag. */
function toWrappedCommand(command: string, indentColumns: number, columns: number): readonly string[] {
  const indent = ' '.repeat(indentColumns);
  const lines = [''];
  for (const part of command.split(/ (?=--)/)) {
    const line = lines.at(-1) ?? '';
    const longer = line === '' ? `${indent}${part}` : `${line} ${part}`;
    if (line === '' || longer.length <= columns - 2) lines[lines.length - 1] = longer;
    else {
      lines[lines.length - 1] = `${line} \\`;
      lines.push(`${indent}${' '.repeat(GAP)}${part}`);
    }
  }
  return lines;
}
