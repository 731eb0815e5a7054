// A run's folder that nobody had to wait for: its journal played, judged, and its results written.
import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { JournalRow } from '../../lib/core/journal/events.ts';
import type { OptionValues } from '../../lib/core/options/option.ts';
import { buildReport } from '../../lib/node/build/page.ts';
import { judgeRun } from '../../lib/node/run/judge.ts';
import { writeResults } from '../../lib/node/run/results.ts';
import { type RunFiles, toRunFiles } from '../../lib/node/run-folder/run-files.ts';
import { type Played, playRun } from './played-run.ts';

/** Appends rows to a journal, a few thousand at a time. */
export async function writeRows(journal: string, rows: Iterable<JournalRow>): Promise<void> {
  let lines: string[] = [];
  for (const row of rows) {
    lines.push(`${JSON.stringify(row)}\n`);
    if (lines.length < 20_000) continue;
    await appendFile(journal, lines.join(''));
    lines = [];
  }
  await appendFile(journal, lines.join(''));
}

/** Makes the folder `name` in `dir` with everything a finished run leaves. `more`: rows after the last. */
export async function writeRun(
  dir: string,
  name: string,
  values: OptionValues,
  played: Played,
  more: readonly JournalRow[] = [],
): Promise<RunFiles> {
  const files = toRunFiles(join(dir, name));
  await mkdir(files.dir);
  await writeRows(files.journal, playRun(values, played));
  await writeRows(files.journal, more);
  const judgement = await judgeRun(files);
  await writeResults(files, judgement, await buildReport(judgement.loaded));
  return files;
}
