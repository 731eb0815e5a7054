// Finished runs → their comparison, and its files.
import { compareRuns } from '../../core/compare/compare.ts';
import type { Comparison } from '../../core/compare/comparison-schema.ts';
import { toMarkdown } from '../../core/compare/markdown.ts';
import type { CompareRequest } from '../../core/compare/options.ts';
import { toComparisonPage } from '../../core/compare/page-data.ts';
import type { TakenRun } from '../../core/compare/run.ts';
import { OptionError } from '../../core/options/option-error.ts';
import { toShown } from '../../core/text/plain-text.ts';
import { redactTexts, toSafeJson } from '../../core/text/redact.ts';
import { buildStillPage } from '../build/page.ts';
import { writeWhole } from '../files/write-whole.ts';
import { findRun } from '../run-folder/find-run.ts';
import { takeRun } from './take-run.ts';

/**
 * Compares the runs that were asked for, and writes the files that were.
 * @param outputDir where `latest` is looked for
 * @param onRun told of each run before it is read: a day's journal takes its seconds
 * @throws OptionError where one of them is no run, or a file cannot be written
 */
export async function compareFolders(
  { base, now, tolerance, files }: CompareRequest,
  outputDir: string,
  onRun: (name: string) => void,
): Promise<Comparison> {
  // All names first: nobody wants to learn of a wrong one after a day's journal was read.
  const dirs = await Promise.all([...base, now].map((name) => findRun(name, outputDir)));
  const taken: TakenRun[] = [];
  for (const dir of dirs) {
    onRun(dir);
    taken.push(await takeRun(dir));
  }
  const earlier = taken.slice(0, -1);
  const later = taken.at(-1);
  if (!later) throw new OptionError('no run was named');
  const comparison = compareRuns(earlier, later, tolerance);
  await write('--json', files.json, () => `${toSafeJson(comparison, 2)}\n`);
  await write('--markdown', files.markdown, () => toMarkdown(comparison));
  await write('--html', files.html, () =>
    buildStillPage('compare', redactTexts(toComparisonPage(comparison, earlier, later), toShown)),
  );
  return comparison;
}

async function write(flag: string, file: string, toContent: () => string | Promise<string>): Promise<void> {
  if (file === '') return;
  try {
    await writeWhole(file, await toContent());
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new OptionError(`${flag} ${file} cannot be written (${why}); give a file in a folder that can`);
  }
}
