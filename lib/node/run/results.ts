// The folder of a run, and the files it gets at the end.
import { access, constants, mkdir, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { toMarkdown } from '../../core/digest/markdown.ts';
import { toReportData } from '../../core/digest/report-data.ts';
import type { FailureRow } from '../../core/journal/events.ts';
import { OptionError } from '../../core/options/option-error.ts';
import { toSoakSuite } from '../../core/release/check-suite.ts';
import { toSafeJson } from '../../core/text/redact.ts';
import { toSummaryCsv } from '../../core/verdict/summary.ts';
import { buildReport } from '../build/page.ts';
import { toJunit } from '../cli/junit.ts';
import { toStamp } from '../process/stamp.ts';
import { writeWhole } from '../process/write-whole.ts';
import type { Judgement } from './judge.ts';

/** The files of a run's folder. */
export function toRunFiles(runDir: string) {
  return {
    dir: runDir,
    journal: join(runDir, 'events.ndjson'),
    summary: join(runDir, 'summary.json'),
    csv: join(runDir, 'summary.csv'),
    junit: join(runDir, 'junit.xml'),
    report: join(runDir, 'report.html'),
    markdown: join(runDir, 'summary.md'),
    failures: join(runDir, 'failures'),
    k6Log: join(runDir, 'k6.log'),
    stackLog: join(runDir, 'stack.log'),
    toxiproxyLog: join(runDir, 'toxiproxy.log'),
    liveLog: join(runDir, 'live.log'),
  };
}
export type RunFiles = ReturnType<typeof toRunFiles>;

/** `chaos_soak_run_YYYYMMDD_HHMMSS`, in UTC. */
export function toRunName(at: Date): string {
  return `chaos_soak_run_${toStamp(at)}`;
}

/**
 * Makes the folder of a run that begins now.
 * @throws OptionError where OUTPUT_DIR cannot be written
 */
export async function createRunDir(outputDir: string, at = new Date()): Promise<RunFiles> {
  return toRunFiles(await createDir(outputDir, toRunName(at)));
}

/**
 * Makes a folder of that name; where it is taken, one with a number behind it.
 * @returns its path
 * @throws OptionError where OUTPUT_DIR cannot be written
 */
export async function createDir(outputDir: string, name: string): Promise<string> {
  const parent = resolve(outputDir);
  try {
    await mkdir(parent, { recursive: true });
    await access(parent, constants.W_OK);
    for (let n = 1; ; n++) {
      const dir = join(parent, n === 1 ? name : `${name}_${n}`);
      const made = await mkdir(dir).then(
        () => true,
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'EEXIST') return false;
          throw error;
        },
      );
      if (made) return dir;
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new OptionError(`OUTPUT_DIR=${outputDir} cannot be written (${reason}); give a folder that can`);
  }
}

/** Writes everything a finished run leaves beside its journal. */
export async function writeResults(files: RunFiles, judgement: Judgement): Promise<void> {
  const { summary, failures } = judgement;
  await writeWhole(files.summary, `${toSafeJson(summary, 2)}\n`);
  await writeFile(files.csv, toSummaryCsv(summary));
  await writeFile(files.junit, toJunit([toSoakSuite(summary)]));
  await writeFailures(files, failures);
  await writeReport(files, judgement);
}

/** Writes report.html and summary.md: what a person reads who was not there. */
export async function writeReport(files: RunFiles, judgement: Judgement): Promise<void> {
  const data = toReportData(judgement.loaded.service, { name: basename(files.dir), ...judgement });
  await writeFile(files.markdown, toMarkdown(data));
  await writeFile(files.report, await buildReport(judgement.loaded, data));
}

async function writeFailures(files: RunFiles, failures: readonly FailureRow[]): Promise<void> {
  if (failures.length === 0) return;
  await mkdir(files.failures, { recursive: true });
  await Promise.all(
    failures.map((row, i) =>
      writeFile(
        join(files.failures, `${String(i + 1).padStart(2, '0')}_${row.violations[0] ?? 'unknown'}.json`),
        `${toSafeJson(row, 2)}\n`,
      ),
    ),
  );
}
