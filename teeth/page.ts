// docs/teeth.md: its table is what the last whole run of the matrix came to.
import { readFile, writeFile } from 'node:fs/promises';
import { repoPath } from '../lib/node/files/paths.ts';
import { toTeethTable } from './report.ts';
import type { Judged } from './teeth.ts';

const BEGIN = '<!-- table: made by npm run teeth -- --write -->';
const END = '<!-- /table -->';

/** Puts a table where the page has its markers. @throws Error where they are missing */
export function replaceTable(page: string, table: string): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`docs/teeth.md has no "${BEGIN}" … "${END}"; put both back.`);
  return `${page.slice(0, begin)}${BEGIN}\n${table}\n${page.slice(end)}`;
}

/** Renews the table of docs/teeth.md. */
export async function writeTeethPage(rows: readonly Judged[]): Promise<void> {
  const path = repoPath('docs/teeth.md');
  await writeFile(path, replaceTable(await readFile(path, 'utf8'), toTeethTable(rows)));
}
