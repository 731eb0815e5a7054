// A backup put back: its data into an empty folder, its dashboards into Grafana.
import { readdir, readFile, rmdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { OptionError } from '../../lib/core/options/option-error.ts';
import { showWhile } from '../../lib/node/cli/spinner.ts';
import { DraftError, writeFolder } from '../backups/draft.ts';
import { BackupError, type VerifiedBackup, verifyBackup } from '../backups/verify.ts';
import { parseDashboard, writeDashboard } from '../servers/grafana.ts';
import { type Action, type ActionContext, RefusedError } from './context.ts';

const DATA = 'prometheus/';
const DASHBOARD = /^grafana\/[\w-]+\.json$/;

/** Restores a backup whose every file is as it was written. */
export const runRestore: Action = async (context) => {
  const { options, word, stop, say } = context;
  if (word === '') throw new OptionError('restore needs a folder: npm run monitoring -- restore <backup>');
  const given = options.text('MONITORING_DATA_DIR');
  if (given === '')
    throw new OptionError('MONITORING_DATA_DIR is empty: give an empty folder with --data-dir');
  const target = resolve(given);
  const backup = await showWhile('holding every file against its checksum', () =>
    verifyBackup(resolve(word)),
  ).catch((error: unknown) => {
    throw error instanceof BackupError ? new RefusedError(error.message) : error;
  });
  await requireEmpty(target);
  const files = backup.files.filter((path) => path.startsWith(DATA));
  const write = () =>
    writeFolder(target, async (draft) => {
      for (const file of files) {
        stop.throwIfAborted();
        await draft.copy(file.slice(DATA.length), join(backup.dir, file));
      }
      await rmdir(target).catch(() => {});
    });
  await showWhile('putting the data back', write).catch((error: unknown) => {
    throw error instanceof DraftError ? new RefusedError(error.message) : error;
  });
  say(`${files.length} files of data are in ${target}; start a Prometheus on it, as up --data-dir ${given}`);
  await restoreDashboards(context, backup);
  say(`the configuration of that time is in ${join(backup.dir, 'configs')}; put it back by hand`);
  return 0;
};

/** @throws RefusedError where somebody's data are there */
async function requireEmpty(target: string): Promise<void> {
  const there = await readdir(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new RefusedError(
      `${target} cannot be used (${error.message}); give an empty folder with --data-dir`,
    );
  });
  if (there.length > 0)
    throw new RefusedError(
      `${target} is not empty, and its data would be lost; give an empty folder with --data-dir`,
    );
}

async function restoreDashboards({ grafana, say }: ActionContext, backup: VerifiedBackup): Promise<void> {
  const files = backup.files.filter((path) => DASHBOARD.test(path));
  if (grafana === undefined) {
    if (files.length > 0) say(`${files.length} dashboards are left out: GRAFANA_URL was not given`);
    return;
  }
  for (const file of files) {
    const dashboard = await parseDashboard(await readFile(join(backup.dir, file), 'utf8'));
    if (dashboard === undefined)
      throw new RefusedError(`${join(backup.dir, file)} holds no dashboard; the data are restored`);
    await writeDashboard(grafana, dashboard);
  }
  say(`${files.length} dashboards are in Grafana`);
}
