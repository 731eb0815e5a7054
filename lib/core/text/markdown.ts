// Tables of a page in Markdown, filled with texts of others.
import { escapeMarkdown } from './escape.ts';
import { toPlain } from './plain-text.ts';

const MAX_CHARS = 400;

/** A text as one bounded line in which nothing is markup; – for none. */
export function toCell(text: string | number | null): string {
  return escapeMarkdown(toPlain(String(text ?? '–'), MAX_CHARS));
}

/** A table of texts that are ours and stay as they are. */
export const toOwnTable = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** A table; `head` is ours and stays as it is. */
export const toTable = (
  head: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string =>
  toOwnTable(
    head,
    rows.map((row) => row.map(toCell)),
  );
