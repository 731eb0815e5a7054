// How wide a report on a terminal is.
import { stripVTControlCharacters } from 'node:util';
import type { Look } from '../../lib/core/text/columns.ts';
import { createLook } from '../../lib/node/cli/terminal/look.ts';

/** Columns of the widest line that `toText` makes for a terminal of so many columns. */
export function measureWidestLine(columns: number, toText: (look: Look) => string): number {
  const text = stripVTControlCharacters(toText(createLook({ isTTY: true, columns })));
  return Math.max(...text.split('\n').map((line) => line.length));
}
