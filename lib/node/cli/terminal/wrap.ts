// Sentences at the width of the terminal that they are read on.
import wrapAnsi from 'wrap-ansi';

/** Where it is printed; whole lines where that is no terminal, so that they can be searched. */
export interface WidthOf {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** A sentence beside its term in fewer columns takes more lines than below it. */
const LEAST_BESIDE = 44;
/** Of one below its term. */
const INDENT_BELOW = 6;

/** What is copied: in backticks, or from the name of a program to the end of its clause. */
const COMMANDS = /`[^`]{1,400}`|\b(?:npm run|npx|kubectl) .{1,400}?(?=[;,:.)](?: |$)| {2}|$)/g;
/** As wide as a blank, and no place to break a line at. */
const HELD_BLANK = '\u00a0';

/** A text as lines of at most so many columns. A command, an address and a path are never broken: they may be wider. */
export function wrapText(text: string, columns: number): readonly string[] {
  if (!Number.isFinite(columns)) return [text];
  const held = text.replaceAll(COMMANDS, (command) => command.replaceAll(' ', HELD_BLANK));
  return wrapAnsi(held, Math.max(1, columns))
    .split('\n')
    .map((line) => line.replaceAll(HELD_BLANK, ' '));
}

/**
 * A term and what is told of it: beside it, or below where there is little room.
 * @param termColumns the width of the column of terms
 */
export function toItem(
  { columns }: WidthOf,
  term: string,
  termColumns: number,
  text: string,
  indentColumns: number,
): readonly string[] {
  const indent = ' '.repeat(indentColumns);
  if (text === '') return [`${indent}${term}`.trimEnd()];
  const width = columns || Number.POSITIVE_INFINITY;
  const besideColumns = indentColumns + termColumns + 2;
  if (width - besideColumns >= Math.min(LEAST_BESIDE, text.length)) {
    const [first = '', ...rest] = wrapText(text, width - besideColumns);
    const hanging = ' '.repeat(besideColumns);
    return [`${indent}${term.padEnd(termColumns)}  ${first}`, ...rest.map((line) => `${hanging}${line}`)];
  }
  const below = ' '.repeat(INDENT_BELOW);
  return [
    `${indent}${term.trimEnd()}`,
    ...wrapText(text, width - INDENT_BELOW).map((line) => `${below}${line}`),
  ];
}

/**
 * A line as lines that fit: what stands in a column behind a term goes on in that column, or below.
 * @param hangingColumns how much further in the lines of a sentence begin that follow its first
 */
export function wrapLine(line: string, stream: WidthOf, hangingColumns = 0): readonly string[] {
  const { columns } = stream;
  if (!columns) return [line];
  const rest = line.trimStart();
  const indent = line.slice(0, line.length - rest.length);
  if (wrapText(rest.trimEnd(), columns - indent.length).length === 1) return [line];
  const gap = rest.indexOf('  ');
  const text = gap < 0 ? '' : rest.slice(gap).trimStart();
  if (text !== '')
    return toItem(stream, rest.slice(0, gap), rest.length - text.length - 2, text, indent.length);
  const [first = '', ...more] = wrapText(rest.trimEnd(), columns - indent.length);
  const hung = wrapText(more.join(' '), columns - indent.length - hangingColumns);
  const hanging = ' '.repeat(hangingColumns);
  return [first, ...(more.length > 0 ? hung.map((one) => `${hanging}${one}`) : [])].map(
    (one) => `${indent}${one}`,
  );
}
