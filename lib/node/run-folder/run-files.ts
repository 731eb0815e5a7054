// The folder of a run: what it is called, how it is made, which files lie in it.
import { access, constants, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { OptionError } from '../../core/options/option-error.ts';
import { toStamp } from '../files/stamp.ts';

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
