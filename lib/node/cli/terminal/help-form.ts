// How --help fits the terminal that it is read on.
import type { HelpConfiguration } from 'commander';
import { createLook } from './look.ts';

/** Where it is printed; whole lines where that is no terminal, so that they can be searched. */
export interface HelpStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** A sentence beside its term in fewer columns takes more lines than below it. */
const LEAST_BESIDE = 44;
/** Of one below its term. */
const INDENT_BELOW = 6;

function toItem(
  stream: HelpStream,
  term: string,
  termColumns: number,
  text: string,
  indent: number,
): string[] {
  const look = createLook(stream);
  const left = (stream.columns || Number.POSITIVE_INFINITY) - indent - termColumns - 2;
  if (text === '') return [`${' '.repeat(indent)}${term}`.trimEnd()];
  if (left >= Math.min(LEAST_BESIDE, text.length))
    return look.toRows([[term.padEnd(termColumns), text]], indent).flat();
  // An empty cell before it keeps a place of two.
  return [`${' '.repeat(indent)}${term.trimEnd()}`, ...look.toRows([['', text]], INDENT_BELOW - 2).flat()];
}

/** What commander is told of it. */
export const toHelpForm = (stream: HelpStream): HelpConfiguration => ({
  ...(stream.columns ? { helpWidth: stream.columns, minWidthToWrap: 20 } : {}),
  formatItem: (term, termWidth, description) => toItem(stream, term, termWidth, description, 2).join('\n'),
});

/** A line as lines that fit: what stands in a column behind a term goes on in that column, or below. */
export function wrapLine(line: string, stream: HelpStream): readonly string[] {
  if (!stream.columns || line.length <= stream.columns) return [line];
  const rest = line.trimStart();
  const indent = line.slice(0, line.length - rest.length);
  const gap = rest.indexOf('  ');
  const text = gap < 0 ? '' : rest.slice(gap).trimStart();
  if (text !== '') {
    const term = rest.slice(0, gap);
    return toItem(stream, term, rest.length - text.length - 2, text, indent.length);
  }
  const rows = createLook(stream).toRows([['', rest.trimEnd()]], indent.length);
  return rows.flat().map((one) => `${indent}${one.trimStart()}`);
}
