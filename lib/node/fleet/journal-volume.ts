// A volume of the cluster that holds the journals of a fleet's runners, in the place of their logs, of which a node keeps some MB.
import { chmod, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OptionError } from '../../core/options/option-error.ts';

/** Where runners and coordinator have it. */
export const JOURNAL_MOUNT = '/journal';

/** How a TestRun of ours is called. */
const OURS = /^soak-[0-9a-f]{8}$/;
/** Runs of another namespace may share the volume; who plays writes each second. */
const LEFT_AFTER_MS = 3_600_000;

/** Anybody may write, as other users than we do; nobody may remove what is another's. */
const FOLDER_MODE = 0o1777;

export interface JournalVolume {
  /** The claim that runners mount. */
  readonly claim: string;
  /** Where it is here. */
  readonly dir: string;
}

/**
 * The volume, as this coordinator sees it.
 * @param claim JOURNAL_VOLUME; '' for none
 * @param isPod whether we are a pod of the cluster in which the runners play
 * @throws OptionError where it is not to be seen from here
 */
export async function openJournalVolume(
  claim: string,
  isPod: boolean,
  dir = JOURNAL_MOUNT,
): Promise<JournalVolume | undefined> {
  if (claim === '') return undefined;
  const refuse = (why: string) => new OptionError(`JOURNAL_VOLUME=${claim}: ${why}`);
  if (!isPod)
    throw refuse(
      'a volume of the cluster can be mounted by its pods alone; start the coordinator as a Job (deploy/k6-operator/job-with-volume.yaml), or leave it out: runners are then followed by their logs',
    );
  await readdir(dir).catch((error: Error) => {
    throw refuse(
      `nothing can be read at ${dir} (${error.message}); mount the claim there, as deploy/k6-operator/job-with-volume.yaml does`,
    );
  });
  return { claim, dir };
}

const toFolder = ({ dir }: Pick<JournalVolume, 'dir'>, name: string): string => join(dir, name);

/** The journal of a runner's pod, in a volume that is mounted at `dir`. */
export const toJournalFile = (volume: Pick<JournalVolume, 'dir'>, name: string, pod: string): string =>
  join(toFolder(volume, name), `${pod}.ndjson`);

/** Makes the folder of a TestRun, which k6 does not. @throws OptionError where the volume takes none */
export async function makeJournalFolder(volume: JournalVolume, name: string): Promise<void> {
  const folder = toFolder(volume, name);
  try {
    await mkdir(folder);
    // What is taken from it is no part of a mode that is set.
    await chmod(folder, FOLDER_MODE);
  } catch (error) {
    throw new OptionError(
      `JOURNAL_VOLUME=${volume.claim}: no folder can be made on it (${(error as Error).message}); see that it has room, and that user ${process.getuid?.() ?? ''} may write to it`,
    );
  }
}

/** Removes the journals of a TestRun; those that are gone already are gone. */
export const removeJournals = (volume: JournalVolume, name: string): Promise<void> =>
  rm(toFolder(volume, name), { recursive: true, force: true });

/**
 * Removes the journals of TestRuns that are not among these, once nobody has written to them for so long that nobody will.
 * @returns their names
 */
export async function removeLeftJournals(
  volume: JournalVolume,
  living: readonly string[],
  nowMs = Date.now(),
): Promise<readonly string[]> {
  const removed: string[] = [];
  for (const name of await readdir(volume.dir)) {
    if (!OURS.test(name) || living.includes(name)) continue;
    const folder = toFolder(volume, name);
    const paths = [folder, ...(await readdir(folder)).map((file) => join(folder, file))];
    const writtenMs = await Promise.all(paths.map(async (path) => (await stat(path)).mtimeMs));
    if (nowMs - Math.max(...writtenMs) < LEFT_AFTER_MS) continue;
    await removeJournals(volume, name);
    removed.push(name);
  }
  return removed;
}
