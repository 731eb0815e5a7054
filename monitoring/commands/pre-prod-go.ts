// Before a deploy: seven checks, one exit code.
import { listDeploySteps } from '../checks/deploy.ts';
import { runChecks, toMonitoring } from './check.ts';
import { type Action, refuseWord } from './context.ts';

/** Seven checks. */
export const runPreProdGo: Action = async (context) => {
  refuseWord(context, 'pre-prod-go');
  const { options } = context;
  const steps = listDeploySteps(await toMonitoring(context), {
    backupDir: options.text('MONITORING_BACKUP_DIR'),
    maxBackupAgeHours: options.number('MAX_BACKUP_AGE_HOURS'),
    outputDir: options.text('OUTPUT_DIR'),
    maxVerdictAgeHours: options.number('MAX_VERDICT_AGE_HOURS'),
    now: new Date(),
  });
  return runChecks(context, steps);
};
