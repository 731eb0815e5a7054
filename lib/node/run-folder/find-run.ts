// A run as a person names it: its folder, `latest`, or `latest~2` for the second before that.
import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { OptionError } from '../../core/options/option-error.ts';
import { toHint } from '../../core/text/nearest.ts';
import { toRunFiles } from './run-files.ts';

const LATEST = /^latest(?:~(\d{1,4}))?$/;
/** As `createRunDir` names them: an archive or a copy that lies beside them is none. */
const RUN_NAME = /^chaos_soak_run_\d{8}_\d{6}(?:_\d{1,4})?$/;

/** Which runs are meant by `latest`: those that are over and have a summary, or those that are still going on as well. */
export type Which = 'finished' | 'any';

async function isRun(dir: string, which: Which): Promise<boolean> {
  const found = await stat(which === 'any' ? dir : toRunFiles(dir).summary).catch(() => undefined);
  return which === 'any' ? found?.isDirectory() === true : found?.isFile() === true;
}

/** In the order in which they began: `…_2` and `…_10` began within the same second, one after the other. */
const byAge = new Intl.Collator('en', { numeric: true }).compare;

/** A folder by its path, or one of the runs by its name alone. @throws OptionError where there is none */
async function findNamed(name: string, outputDir: string, runs: readonly string[]): Promise<string> {
  for (const path of [resolve(name), resolve(outputDir, name)])
    if (await stat(path).catch(() => undefined)) return path;
  const hint = toHint(basename(name), ['latest', ...runs]);
  throw new OptionError(
    `${name}: there is no such folder, and no such run in ${outputDir}${hint}; give the folder of a run, latest, or latest~1`,
  );
}

/**
 * The folder of the run that is meant.
 * @param outputDir where runs lie
 * @throws OptionError where there is none of that name, or there are not so many
 */
export async function findRun(name: string, outputDir: string, which: Which = 'finished'): Promise<string> {
  const latest = LATEST.exec(name);
  const names = (await readdir(outputDir).catch(() => [])).filter((found) => RUN_NAME.test(found));
  if (!latest) return findNamed(name, outputDir, names);
  const back = Number(latest[1] ?? 0);
  const runs: string[] = [];
  for (const one of names.sort(byAge)) {
    const dir = join(outputDir, one);
    if (await isRun(dir, which)) runs.push(dir);
  }
  const run = runs.at(-1 - back);
  if (run === undefined) {
    const kind = which === 'finished' ? 'finished run' : 'run';
    const held = runs.length === 0 ? `no ${kind}` : `${runs.length} ${kind}s`;
    throw new OptionError(
      `${name}: ${outputDir} holds ${held}; start one with npm run soak, or name a folder`,
    );
  }
  return resolve(run);
}
