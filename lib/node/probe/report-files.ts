// The two files of a run: the report for machines, and the page for people.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OptionError } from '../../core/plan.ts';
import { toMarkdown } from '../../core/probe/pages.ts';
import type { ProbeReport } from '../../core/probe/report.ts';
import { writeWhole } from '../write-whole.ts';

export interface ReportFiles {
  readonly json: string;
  readonly markdown: string;
}

/** `aurora_rollout_probe_YYYYMMDD_HHMMSS`, in UTC. */
export function toReportName(at: Date): string {
  return `aurora_rollout_probe_${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '_')}`;
}

/**
 * Takes the names of a run's files, so that a probe of the same second takes others.
 * @throws OptionError where the folder cannot be written
 */
export async function claimReportFiles(outDir: string, at: Date): Promise<ReportFiles> {
  try {
    await mkdir(outDir, { recursive: true });
    for (let n = 1; ; n++) {
      const path = join(outDir, n === 1 ? toReportName(at) : `${toReportName(at)}_${n}`);
      const files = { json: `${path}.json`, markdown: `${path}.md` };
      const taken = await writeFile(files.json, '', { flag: 'wx' }).then(
        () => false,
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'EEXIST') return true;
          throw error;
        },
      );
      if (!taken) return files;
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new OptionError(
      `AURORA_ROLLOUT_PROBE_OUT_DIR=${outDir} cannot be written (${why}); give a folder that can`,
    );
  }
}

/** Writes both files, each in one step: who reads them finds the old text or the new one. */
export async function writeReport(files: ReportFiles, report: ProbeReport): Promise<void> {
  await writeWhole(files.json, `${JSON.stringify(report, null, 2)}\n`);
  await writeWhole(files.markdown, toMarkdown(report));
}
