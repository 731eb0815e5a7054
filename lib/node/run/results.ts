// The files that a run's folder gets at the end.
import { existsSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { toMarkdown } from '../../core/digest/markdown.ts';
import { toReportData } from '../../core/digest/report-data.ts';
import type { FailureRow } from '../../core/journal/events.ts';
import { toSoakSuite } from '../../core/release/check-suite.ts';
import { toJsonOrNone } from '../../core/text/json.ts';
import { toSafeJson } from '../../core/text/redact.ts';
import { toFailureFile } from '../../core/verdict/pointed.ts';
import { toSummaryCsv } from '../../core/verdict/summary.ts';
import type { FillReport } from '../build/page.ts';
import { toJunit } from '../cli/junit.ts';
import { writeWhole } from '../files/write-whole.ts';
import type { RunFiles } from '../run-folder/run-files.ts';
import type { Judgement } from './judge.ts';

/** Writes everything a finished run leaves beside its journal. */
export async function writeResults(
  files: RunFiles,
  judgement: Judgement,
  fillReport: FillReport,
): Promise<void> {
  const { summary } = judgement;
  await writeWhole(files.summary, `${toSafeJson(summary, 2)}\n`);
  await writeFile(files.csv, toSummaryCsv(summary));
  await writeFile(files.junit, await toJunit([toSoakSuite(summary)]));
  await writeReport(files, judgement, fillReport);
}

/** How long after its last row a run is held to be over. */
const OVER_AFTER_MS = 60_000;

/** True where a run is over and has no summary that can be read: it was killed, or its summary was lost. One that stands is left as it is. */
export async function lacksSummary(files: RunFiles): Promise<boolean> {
  const text = await readFile(files.summary, 'utf8').catch(() => '');
  if (toJsonOrNone(text) !== undefined) return false;
  const { mtimeMs } = await stat(files.journal);
  return text !== '' || Date.now() - mtimeMs > OVER_AFTER_MS;
}

/** Writes what a person reads who was not there: report.html, summary.md, and the failing samples where they are not written yet. */
export async function writeReport(
  files: RunFiles,
  judgement: Judgement,
  fillReport: FillReport,
): Promise<void> {
  if (!existsSync(files.failures)) await writeFailures(files, judgement.failures);
  const data = toReportData(judgement.loaded.service, { name: basename(files.dir), ...judgement });
  await writeFile(files.markdown, toMarkdown(data));
  await writeFile(files.report, fillReport(data));
}

async function writeFailures(files: RunFiles, failures: readonly FailureRow[]): Promise<void> {
  if (failures.length === 0) return;
  await mkdir(files.failures, { recursive: true });
  await Promise.all(
    failures.map((row, i) => writeFile(join(files.dir, toFailureFile(i, row)), `${toSafeJson(row, 2)}\n`)),
  );
}
