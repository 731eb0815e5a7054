// A backup: dashboards, data and configuration in a folder of their own.
import { resolve } from 'node:path';
import { showWhile } from '../../lib/node/cli/spinner.ts';
import { loadService } from '../../lib/node/service/load-service.ts';
import { DraftError, writeFolder } from '../backups/draft.ts';
import { MANIFEST, toManifest } from '../backups/manifest.ts';
import { chooseBackupDir } from '../backups/newest.ts';
import { addConfigs, addDashboards, addSnapshot, findDataDir } from '../backups/sources.ts';
import { listRuleFiles } from '../servers/configuration.ts';
import { type Action, RefusedError, refuseWord } from './context.ts';

/** Writes a backup and prints its folder. */
export const runBackup: Action = async (context) => {
  refuseWord(context, 'backup');
  const { options, prometheus, alertmanager, grafana, stop, say, tell } = context;
  const loaded = await loadService(options.text('GATE_SERVICE'));
  const generated = await listRuleFiles(loaded, { timeScale: 1, feed: false });
  const dataDir = await findDataDir(prometheus, options.text('MONITORING_DATA_DIR'));
  const now = new Date();
  const target = await chooseBackupDir(resolve(options.text('MONITORING_BACKUP_DIR')), now);
  const write = () =>
    writeFolder(target, async (draft) => {
      const notes = [
        `made ${now.toISOString()} of ${prometheus.url} and ${alertmanager.url}`,
        ...(await addConfigs(draft, prometheus, alertmanager, generated)),
        ...(await addDashboards(draft, grafana)),
        ...(await addSnapshot(draft, prometheus, dataDir, stop)),
        'restore: npm run monitoring -- restore <this folder> --data-dir <empty folder>',
      ];
      const entries = draft.entries();
      await draft.add(MANIFEST, toManifest(notes.map(toNote), entries));
      for (const note of notes) tell(note);
    });
  await showWhile('writing the backup', write).catch((error: unknown) => {
    throw error instanceof DraftError ? new RefusedError(error.message) : error;
  });
  say(target);
  return 0;
};

/** Addresses may carry passwords. */
const toNote = (note: string) => note.replaceAll(/:\/\/[^\s/@]{1,1000}@/g, '://***@');
