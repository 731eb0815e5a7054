import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toRunFiles } from '../run-folder/run-files.ts';
import { lacksSummary } from './results.ts';

test.each<[string, string | undefined, ageSec: number, boolean]>([
  ['a run that was killed', undefined, 120, true],
  ['a run that goes on', undefined, 0, false],
  ['a summary that was cut short', '{"verdict":', 0, true],
  ['a summary that stands', '{"verdict":{}}', 120, false],
])('%s', async (_, summary, ageSec, lacks) => {
  const dir = await mkdtemp(join(tmpdir(), 'aurora-results-'));
  try {
    const files = toRunFiles(dir);
    await writeFile(files.journal, '');
    const at = new Date(Date.now() - ageSec * 1000);
    await utimes(files.journal, at, at);
    if (summary !== undefined) await writeFile(files.summary, summary);
    expect(await lacksSummary(files)).toBe(lacks);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});
