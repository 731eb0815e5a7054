// The seven checks of `pre-prod-go`: the monitoring sees and can be put back, and the service has passed and has budget left.
import { loadMonitored } from '../servers/configuration.ts';
import { findBudgets } from './budgets.ts';
import { findBackup, findVerdict } from './newest.ts';
import { type Monitoring, QUESTIONS } from './quick.ts';
import { combine, type Finding, type Step } from './step.ts';

export interface DeployBounds {
  readonly backupDir: string;
  readonly maxBackupAgeHours: number;
  /** Where the runs of the gate lie. */
  readonly outputDir: string;
  readonly maxVerdictAgeHours: number;
  readonly now: Date;
}

/** The findings of several questions as one; the first that does not hold spares the others. */
async function findAll(...questions: readonly (() => Promise<Finding>)[]): Promise<Finding> {
  const findings: Finding[] = [];
  for (const ask of questions) {
    const finding = await ask();
    findings.push(finding);
    if (finding.outcome === 'fail') break;
  }
  return combine(findings);
}

/** The seven checks. */
export function listDeploySteps(monitoring: Monitoring, bounds: DeployBounds): readonly Step[] {
  const { prometheus, loaded } = monitoring;
  const { backupDir, maxBackupAgeHours, outputDir, maxVerdictAgeHours, now } = bounds;
  const ask = (name: keyof typeof QUESTIONS) => () => QUESTIONS[name](monitoring);
  return [
    { title: 'servers', find: () => findAll(ask('prometheus'), ask('alertmanager')) },
    { title: 'targets', find: ask('targets') },
    { title: 'rules', find: () => findAll(ask('rules'), ask('ruleHealth')) },
    { title: 'alerts', find: ask('alerts') },
    { title: 'backup', find: () => findBackup(backupDir, maxBackupAgeHours, now) },
    { title: 'budgets', find: async () => findBudgets(prometheus, await loadMonitored(loaded)) },
    { title: 'verdict', find: () => findVerdict(outputDir, loaded.service.id, maxVerdictAgeHours, now) },
  ];
}
