// Files of a run that are lost, or forged, while it is on.
import { readdir, readFile, rename, rm, truncate, unlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { startChild } from '../../../lib/node/process/child.ts';
import type { Apart } from '../apart.ts';
import type { Strike } from '../faults/fault.ts';
import { runAnother } from './another-run.ts';
import type { Prepared, Setting } from './prepared.ts';

/** The journal is taken from the run. */
export async function loseJournal(
  run: Apart,
  becomes: Extract<Strike, { kind: 'journal' }>['becomes'],
): Promise<void> {
  const { journal } = await run.files();
  if (becomes === 'renamed') await rename(journal, `${journal}.1`);
  else if (becomes === 'emptied') await truncate(journal, 0);
  else await unlink(journal);
}

/** Files of the run are removed. */
export async function removeFiles(
  run: Apart,
  what: Extract<Strike, { kind: 'removed' }>['what'],
): Promise<void> {
  const { dir } = await run.files();
  const remove = (paths: readonly string[]) =>
    Promise.all(paths.map((path) => rm(path, { recursive: true, force: true })));
  const list = async (folder: string, which: RegExp) =>
    (await readdir(folder)).filter((name) => which.test(name)).map((name) => join(folder, name));
  const { state, tmp } = run.folders;
  if (what === 'results') await remove([dir]);
  else if (what === 'logs') await remove(await list(dir, /\.log$/));
  else if (what === 'notes') await remove(await list(state, /./));
  else await remove(await list(tmp, /./));
}

async function findNotes({ folders }: Pick<Apart, 'folders'>): Promise<readonly string[]> {
  const names = (await readdir(folders.state)).filter((name) => /^run-.*\.json$/.test(name));
  if (names.length === 0) throw new Error('the run has no note');
  return names.map((name) => join(folders.state, name));
}

/** What the run noted is overwritten. */
export async function garbleNote(run: Apart): Promise<void> {
  for (const file of await findNotes(run)) await writeFile(file, '\u0000{"owner":{"pid":1},"children":');
}

/** A pid that no Linux gives out. */
const NO_PID = 2 ** 22 + 1;

/** Beside the run's note comes one of a run that is no more, which names an innocent process as its k6; then a second run looks at both. */
export async function forgeNote(setting: Setting): Promise<Prepared> {
  const innocent = await startChild({ command: 'sleep', args: ['600'], logFile: '/dev/null' });
  let code: number | null = null;
  return {
    async strike(run) {
      const [own = ''] = await findNotes(run);
      const note = JSON.parse(await readFile(own, 'utf8')) as {
        readonly owner: object;
        readonly children: Readonly<Record<string, object>>;
      };
      const forged = {
        ...note,
        owner: { ...note.owner, pid: NO_PID },
        children: { k6: { ...note.children.k6, pid: innocent.pid } },
        proxy: null,
      };
      const name = basename(own).replace(/\d+/, String(NO_PID));
      await writeFile(join(run.folders.state, name), JSON.stringify(forged));
      code = await runAnother(setting, { args: ['--once'] });
    },
    check: async () => [
      ...(innocent.isRunning() ? [] : ['a process that a forged note named was ended']),
      ...(code === 0 ? [] : [`the next run ended with ${code}`]),
    ],
    undo: async () => void (await innocent.stop('SIGKILL')),
  };
}
