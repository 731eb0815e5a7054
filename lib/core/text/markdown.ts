// Tables of a page in Markdown, filled with texts of others.
import { escapeMarkdown } from './escape.ts';
import { toPlain } from './plain-text.ts';

const MAX_CHARS = 400;

/** A text as one bounded line in which nothing is markup; – for none. */
export function toCell(text: string | number | null): string {
  return escapeMarkdown(toPlain(String(text ?? '–'), MAX_CHARS));
}

/** A table; `head` is ours and stays as it is. */
export function toTable(
  head: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map((row) => line(row.map(toCell)))].join('\n');
}
