// The newest backup and the newest verdict: whether they are good, and young enough to deploy on.
import { basename } from 'node:path';
import { OptionError } from '../../lib/core/options/option-error.ts';
import { isObject, toJsonOrNone } from '../../lib/core/text/json.ts';
import { findRun } from '../../lib/node/run-folder/find-run.ts';
import { readRunText } from '../../lib/node/run-folder/run-file.ts';
import { toRunFiles } from '../../lib/node/run-folder/run-files.ts';
import { findNewestBackup } from '../backups/newest.ts';
import { BackupError, verifyBackup } from '../backups/verify.ts';
import { type Finding, fail, pass, unknown } from './step.ts';

const MS_PER_HOUR = 3_600_000;

/** Hours in a sentence. */
const toHours = (ms: number) => `${(ms / MS_PER_HOUR).toFixed(1)} h`;

/** Whether the newest backup of a folder is young enough, and as it was written. */
export async function findBackup(parent: string, maxAgeHours: number, now: Date): Promise<Finding> {
  const newest = await findNewestBackup(parent);
  if (newest === undefined) return fail(`none lies in ${parent}; npm run monitoring -- backup`);
  const name = basename(newest.dir);
  const ageMs = now.getTime() - newest.at.getTime();
  if (ageMs > maxAgeHours * MS_PER_HOUR)
    return fail(
      `${name} is ${toHours(ageMs)} old, and ${maxAgeHours} h are allowed; npm run monitoring -- backup`,
    );
  try {
    const { files } = await verifyBackup(newest.dir);
    return pass(`${name}, ${files.length} files as they were written`);
  } catch (error) {
    if (error instanceof BackupError) return fail(error.message);
    throw error;
  }
}

/** What the newest run of the gate came to, as far as this check reads its summary. */
export interface NewestVerdict {
  readonly run: string;
  readonly outcome: string;
  readonly because: string;
  readonly service: string;
  readonly finishedAt: Date;
}

/** Whether the newest verdict is a pass of this service, and young enough. */
export function assessVerdict(
  { run, outcome, because, service, finishedAt }: NewestVerdict,
  wanted: string,
  maxAgeHours: number,
  now: Date,
): Finding {
  const ageMs = now.getTime() - finishedAt.getTime();
  if (service !== wanted) return fail(`${run} is a run of ${service}; npm run soak -- --service ${wanted}`);
  if (outcome === 'inconclusive') return unknown(`${run} is inconclusive (${because}); repeat it`);
  if (outcome !== 'pass') return fail(`${run} did not pass (${because}); mend it, then npm run soak`);
  if (ageMs > maxAgeHours * MS_PER_HOUR)
    return fail(`${run} passed ${toHours(ageMs)} ago, and ${maxAgeHours} h are allowed; npm run soak`);
  return pass(`${run} passed ${toHours(Math.max(0, ageMs))} ago`);
}

/** The verdict of the newest finished run of a folder, judged. */
export async function findVerdict(
  outputDir: string,
  service: string,
  maxAgeHours: number,
  now: Date,
): Promise<Finding> {
  try {
    const dir = await findRun('latest', outputDir);
    const verdict = parseVerdict(basename(dir), await readRunText(toRunFiles(dir).summary));
    return verdict
      ? assessVerdict(verdict, service, maxAgeHours, now)
      : unknown(`the summary of ${basename(dir)} cannot be read; npm run judge -- ${basename(dir)}`);
  } catch (error) {
    if (error instanceof OptionError) return fail(error.message);
    throw error;
  }
}

/** The verdict of a summary; undefined where the text is none. */
export function parseVerdict(run: string, text: string): NewestVerdict | undefined {
  const summary = toJsonOrNone(text);
  if (!isObject(summary) || !isObject(summary.verdict)) return undefined;
  const finishedAt = new Date(String(summary.finished_at));
  const { outcome, because } = summary.verdict;
  if (typeof outcome !== 'string' || Number.isNaN(finishedAt.getTime())) return undefined;
  return { run, outcome, because: String(because), service: String(summary.service), finishedAt };
}
