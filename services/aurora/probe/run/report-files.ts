// What a probe leaves: the report for machines, and the page for people.

import type { ReportFiles } from '../../../../lib/node/cli/report-files.ts';
import { writeWhole } from '../../../../lib/node/files/write-whole.ts';
import { toMarkdown } from '../pages.ts';
import type { ProbeReport } from '../report-schema.ts';

/** Writes both files, each in one step: who reads them finds the old text or the new one. */
export async function writeReport(files: ReportFiles, report: ProbeReport): Promise<void> {
  await writeWhole(files.json, `${JSON.stringify(report, null, 2)}\n`);
  await writeWhole(files.markdown, toMarkdown(report));
}
