// A folder of runs → their history, and its files.
import { join, relative, resolve } from 'node:path';
import { toHistoryCsv } from '../../core/compare/history/csv.ts';
import { computeHistory, type RunRecord } from '../../core/compare/history/history.ts';
import type { History } from '../../core/compare/history/history-schema.ts';
import { OptionError } from '../../core/options/option-error.ts';
import { toShown } from '../../core/text/plain-text.ts';
import { redactTexts, toSafeJson } from '../../core/text/redact.ts';
import { buildStillPage } from '../build/page.ts';
import { writeWhole } from '../files/write-whole.ts';
import { toRunFiles } from '../run-folder/run-files.ts';
import { findSummaries, type LeftOut } from './find-summaries.ts';
import { createSummaryReader, toWhy } from './read-summary.ts';

/**
 * Reads all runs in `folder`.
 * @param onRun told before each is read: how many were, of how many
 * @throws OptionError where there is none
 */
export async function readHistory(
  folder: string,
  onRun: (done: number, all: number) => void,
): Promise<History> {
  const found = await findSummaries(folder);
  const read = await createSummaryReader();
  const records: RunRecord[] = [];
  const leftOut: LeftOut[] = [...found.leftOut];
  const known = new Map<string, string>();
  for (const [n, dir] of found.dirs.entries()) {
    onRun(n, found.dirs.length);
    const file = toRunFiles(dir).summary;
    try {
      const summary = await read(file);
      // An artifact that was fetched twice is still one run.
      const run = [summary.service, summary.base, summary.started_at, summary.seed].join(' ');
      const same = known.get(run);
      if (same !== undefined) leftOut.push({ file, why: `is the run of ${same} again` });
      else {
        known.set(run, file);
        records.push({ name: relative(folder, dir) || '.', summary });
      }
    } catch (error) {
      leftOut.push({ file, why: toWhy(file, error) });
    }
  }
  if (records.length > 0) return computeHistory(records, leftOut);
  const why = leftOut.map((one) => `; ${one.file} ${one.why}`).slice(0, 3);
  throw new OptionError(
    `${folder} holds no finished run${why.join('')}; start one with npm run soak, or name a folder`,
  );
}

/**
 * Writes a history's files into `folder`. @returns their paths
 * @throws OptionError where they cannot be written
 */
export async function writeHistory(history: History, folder: string): Promise<string[]> {
  const files = {
    'history.html': await buildStillPage('history', redactTexts(history, toShown)),
    'history.json': `${toSafeJson(history, 2)}\n`,
    'history.csv': toHistoryCsv(history),
  };
  const paths: string[] = [];
  for (const [name, content] of Object.entries(files)) {
    const path = join(resolve(folder), name);
    await writeWhole(path, content).catch((error: Error) => {
      throw new OptionError(`${path} cannot be written (${error.message}); give --to with a folder that can`);
    });
    paths.push(path);
  }
  return paths;
}
