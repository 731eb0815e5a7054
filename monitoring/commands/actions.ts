// The actions by name.
import { runBackup } from './backup.ts';
import { runCheck } from './check.ts';
import { type Action, refuseWord } from './context.ts';
import { runDraw } from './draw.ts';
import { runGenerate } from './generate.ts';
import { runMaintenance } from './maintenance.ts';
import type { ActionName } from './options.ts';
import { runPreProdGo } from './pre-prod-go.ts';
import { runReload } from './reload.ts';
import { runRestore } from './restore.ts';
import { runStatus } from './status.ts';
import { runUp } from './up.ts';

/** What runs each. */
export const ACTIONS: Readonly<Record<ActionName, Action>> = {
  up: runUp,
  check: runCheck,
  'pre-prod-go': runPreProdGo,
  backup: runBackup,
  restore: runRestore,
  maintenance: runMaintenance,
  status: runStatus,
  reload: runReload,
  draw: runDraw,
  generate: async (context) => {
    refuseWord(context, 'generate');
    for (const path of await runGenerate()) context.say(path);
    return 0;
  },
};
