// The page lists every defect, as the table has it.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { replaceDefectTable, toDefectTable } from './doc-section.ts';
import { DEFECT_IDS } from './table.ts';

const page = readFileSync(new URL('../../../../docs/add-a-defect.md', import.meta.url), 'utf8');

it('docs/add-a-defect.md is up to date; else run `node --import tsx services/aurora/reference/defects/write-doc.ts`', () => {
  expect(page).toBe(replaceDefectTable(page));
});

it.each(DEFECT_IDS)('the list names %s', (id) => {
  expect(toDefectTable()).toContain(`| \`${id}\` |`);
});

it('a page without its markers is an error', () => {
  expect(() => replaceDefectTable('# a page')).toThrow('has no');
});
