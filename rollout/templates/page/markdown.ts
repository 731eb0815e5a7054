// Tables in Markdown.

const toCell = (text: string) => text.replaceAll('|', '\\|');
const toRow = (cells: readonly string[]) => `| ${cells.map(toCell).join(' | ')} |`;
/** A table in Markdown. */
export const toTable = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  `${[toRow(head), `|${'---|'.repeat(head.length)}`, ...rows.map(toRow)].join('\n')}\n`;
