// The list of defects in docs/add-a-defect.md, made from the table so that it cannot fall behind.
import { DEFECT_IDS, DEFECTS } from './table.ts';

const BEGIN = '<!-- defects: made by services/aurora/reference/defects/write-doc.ts -->';
const END = '<!-- /defects -->';

/** The list as a Markdown table. */
export function toDefectTable(): string {
  const rows = DEFECT_IDS.map((id) => {
    const { breaks, only, why } = DEFECTS[id];
    return `| \`${id}\` | \`${breaks}\` | ${only ?? 'both'} | ${why} |`;
  });
  return ['| id | breaks | envelope | what happens |', '|---|---|---|---|', ...rows].join('\n');
}

/** Puts the list where the page has its markers; throws an Error where they are missing. */
export function replaceDefectTable(page: string): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`the page has no "${BEGIN}" … "${END}"; put both back.`);
  return `${page.slice(0, begin)}${BEGIN}\n${toDefectTable()}\n${page.slice(end)}`;
}
