// The two files of a regression, and an earlier one to compare with.
import { open } from 'node:fs/promises';
import { OptionError } from '../../../../lib/core/options/option-error.ts';
import type { ReportFiles } from '../../../../lib/node/cli/report-files.ts';
import { toStamp } from '../../../../lib/node/files/stamp.ts';
import { writeWhole } from '../../../../lib/node/files/write-whole.ts';
import type { ComparedRun } from '../compare.ts';
import { DEFAULT_HOTSET } from '../hotset.ts';
import type { RegressionPlan } from '../options.ts';
import { toMarkdown } from '../pages.ts';
import { parseEarlierReport } from '../report.ts';
import type { RegressionReport } from '../report-schema.ts';

/** `frontend_live_regression_winona_ipsa_warmup1_formal100_YYYYMMDD_HHMMSS`, in UTC; `hotset` in place of the names of others. */
export function toReportName({ hotset, warmupRounds, formalRounds }: RegressionPlan, at: Date): string {
  const isDefault = hotset.every((product) => DEFAULT_HOTSET.includes(product));
  const pages = isDefault ? hotset.map(({ name }) => name).join('_') : 'hotset';
  return `frontend_live_regression_${pages}_warmup${warmupRounds}_formal${formalRounds}_${toStamp(at)}`;
}

/** Writes both files. */
export async function writeReport(files: ReportFiles, report: RegressionReport): Promise<void> {
  await writeWhole(files.json, `${JSON.stringify(report, null, 2)}\n`);
  await writeWhole(files.markdown, toMarkdown(report));
}

const MAX_REPORT_BYTES = 64 * 1024 * 1024;

/**
 * The earlier report at `file`.
 * @throws OptionError where it cannot be read or is none
 */
export async function readEarlierReport(file: string): Promise<ComparedRun> {
  const name = `COMPARE=${file}`;
  try {
    const handle = await open(file);
    try {
      if ((await handle.stat()).size > MAX_REPORT_BYTES) throw new Error('larger than 64 MiB');
      const earlier = parseEarlierReport(await handle.readFile('utf8'));
      if ('problem' in earlier) throw new Error(earlier.problem);
      return earlier;
    } finally {
      await handle.close();
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new OptionError(
      `${name} cannot be compared with (${why}); give the .json of an earlier regression`,
    );
  }
}
