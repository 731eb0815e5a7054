// The two files that a report goes to: one for machines, one for people.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OptionError } from '../../core/options/option-error.ts';

export interface ReportFiles {
  readonly json: string;
  readonly markdown: string;
}

/**
 * Takes the names of a run's files, `name` with `.json` and `.md` in `outDir`; a run of the same second takes others.
 * @param variable what the folder is given by, for the complaint
 * @throws OptionError where the folder cannot be written
 */
export async function claimReportFiles(outDir: string, name: string, variable: string): Promise<ReportFiles> {
  try {
    await mkdir(outDir, { recursive: true });
    for (let n = 1; ; n++) {
      const path = join(outDir, n === 1 ? name : `${name}_${n}`);
      if (await claim(`${path}.json`)) return { json: `${path}.json`, markdown: `${path}.md` };
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new OptionError(`${variable}=${outDir} cannot be written (${why}); give a folder that can`);
  }
}

/** Makes the file, empty; false where it is there already. */
async function claim(file: string): Promise<boolean> {
  return writeFile(file, '', { flag: 'wx' }).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    },
  );
}
