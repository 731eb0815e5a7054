// The runs in a folder and all folders in it: a results folder, or what was unpacked of a CI's artifacts.
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { OptionError } from '../../core/options/option-error.ts';
import { toRunFiles } from '../run-folder/run-files.ts';

/** Deeper than an artifact in an artifact is nothing of ours; a circle of mounts has no end. */
const MOST_DEEP = 12;
const PACKED = /\.(?:zip|tgz|tar(?:\.\w+)?)$/i;
const [SUMMARY, JOURNAL] = [toRunFiles('').summary, toRunFiles('').journal].map((file) => basename(file));

/** A file that is left out, and why. */
export interface LeftOut {
  readonly file: string;
  readonly why: string;
}

export interface FoundRuns {
  /** Folders that hold a summary.json. */
  readonly dirs: readonly string[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * Looks through `folder`. What looks like a run and is none is told; links are not followed.
 * @throws OptionError where the folder cannot be read
 */
export async function findSummaries(folder: string): Promise<FoundRuns> {
  const dirs: string[] = [];
  const leftOut: LeftOut[] = [];
  const look = async (dir: string, deep: number): Promise<void> => {
    const entries = await readdir(dir, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
      if (deep === 0)
        throw new OptionError(
          error.code === 'ENOENT'
            ? `${folder}: there is no such folder; give one that holds runs`
            : `${folder} cannot be read (${error.message}); give a folder that holds runs`,
        );
      leftOut.push({ file: dir, why: `cannot be read (${error.message}); give this user the right to` });
      return [];
    });
    const names = new Set(entries.map(({ name }) => name));
    if (SUMMARY !== undefined && names.has(SUMMARY)) dirs.push(dir);
    else if (JOURNAL !== undefined && names.has(JOURNAL))
      leftOut.push({
        file: dir,
        why: `has a journal and no ${SUMMARY}: the run is going on or was killed; npm run judge -- ${dir} writes it`,
      });
    for (const entry of entries) {
      const path = join(dir, entry.name);
      if (entry.isFile() && PACKED.test(entry.name))
        leftOut.push({ file: path, why: 'is packed; unpack it' });
      if (!entry.isDirectory()) continue;
      if (deep < MOST_DEEP) await look(path, deep + 1);
      else leftOut.push({ file: path, why: `lies more than ${MOST_DEEP} folders deep; name it itself` });
    }
  };
  await look(folder, 0);
  return { dirs, leftOut };
}
