// A run as a person names it: its folder, `latest`, or `latest~2` for the second before that.
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { OptionError } from '../../core/options/option-error.ts';

const LATEST = /^latest(?:~(\d{1,4}))?$/;

/**
 * The folder of the run that is meant.
 * @param outputDir where runs lie
 * @throws OptionError where there are not so many runs
 */
export async function findRun(name: string, outputDir: string): Promise<string> {
  const latest = LATEST.exec(name);
  if (!latest) return resolve(name);
  const back = Number(latest[1] ?? 0);
  const runs = await readdir(outputDir).then(
    (names) => names.filter((one) => one.startsWith('chaos_soak_run_')).sort(),
    () => [],
  );
  const run = runs.at(-1 - back);
  if (run === undefined)
    throw new OptionError(
      `${name}: ${outputDir} holds ${runs.length === 0 ? 'no run' : `${runs.length} runs`}; start one with npm run soak, or name a folder`,
    );
  return resolve(join(outputDir, run));
}
