// The table of docs/teeth.md goes where its markers are, and nowhere else; progress tells at once what went wrong.
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { repoPath } from '../lib/node/files/paths.ts';
import { ROWS as TEETH } from '../services/aurora/teeth/rows.ts';
import { replaceTable } from './page.ts';
import { createTeethProgress } from './progress.ts';
import { judgeTooth } from './teeth.ts';

test('the page keeps its words and gets the new table', async () => {
  const page = await readFile(repoPath('docs/teeth.md'), 'utf8');
  const renewed = replaceTable(page, '| a new table |');
  expect(renewed).toContain('-->\n| a new table |\n<!--');
  expect(renewed.split('<!--')[0]).toBe(page.split('<!--')[0]);
  expect(replaceTable(renewed, '| a new table |')).toBe(renewed);
});

test('a page without its markers is an error', () => {
  expect(() => replaceTable('# a page', '')).toThrow('has no');
});

test('progress names a row that went wrong, and is silent on one that did not', () => {
  const [tooth] = TEETH;
  if (!tooth) throw new Error('an empty matrix');
  let said = '';
  const progress = createTeethProgress({ write: (text) => (said += text) }, 2);
  try {
    for (const bite of ['no port was free', 'no disk']) {
      progress.onStart(tooth);
      progress.onEnd(judgeTooth(tooth, bite));
    }
    expect(said).toBe(`${tooth.id}: not run, no port was free\n${tooth.id}: not run, no disk\n`);
    progress.onEnd({ ...judgeTooth(tooth, ''), ok: true });
    expect(said.split('\n')).toHaveLength(3);
  } finally {
    progress.end();
  }
});
