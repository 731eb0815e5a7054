// The six steps of `check`.
import { readSentAlerts } from '../../lib/node/prometheus/alertmanager.ts';
import { type ApiServer, findUnready } from '../../lib/node/prometheus/api.ts';
import type { LoadedService } from '../../lib/node/service/load-service.ts';
import { listRuleFiles, loadMonitored } from '../servers/configuration.ts';
import { findSetup } from '../servers/local-setup.ts';
import {
  formatQuery,
  readAlertmanagers,
  readAlerts,
  readConfiguredAt,
  readRules,
  readTargets,
} from '../servers/prometheus.ts';
import { assessAlerts, assessKnown, assessRuleHealth, assessTargets } from './assess.ts';
import { listDifferences, parseRuleFiles } from './same-rules.ts';
import { type Finding, fail, pass, type Step, toNamed } from './step.ts';

/** Of what the steps ask. */
export interface Monitoring {
  readonly loaded: LoadedService;
  readonly prometheus: ApiServer;
  readonly alertmanager: ApiServer;
  /** By what the periods of the rules are divided; undefined: as `up` noted it, else not at all. */
  readonly timeScale: number | undefined;
}

/** What each step asks, by name: `pre-prod-go` takes them too. */
export const QUESTIONS = {
  prometheus: async ({ prometheus }: Monitoring): Promise<Finding> => {
    const why = await findUnready(prometheus);
    return why === undefined ? pass('ready') : fail(why);
  },
  targets: async ({ prometheus, loaded }: Monitoring): Promise<Finding> =>
    assessTargets(await readTargets(prometheus), (await loadMonitored(loaded))?.job),
  rules: findLoadedRules,
  ruleHealth: async ({ prometheus }: Monitoring): Promise<Finding> => {
    const upMs = Date.now() - (await readConfiguredAt(prometheus)).getTime();
    return assessRuleHealth(await readRules(prometheus), upMs / 1_000);
  },
  alertmanager: async ({ prometheus, alertmanager }: Monitoring): Promise<Finding> => {
    const why = await findUnready(alertmanager);
    return why === undefined ? assessKnown(await readAlertmanagers(prometheus), alertmanager.url) : fail(why);
  },
  alerts: async ({ prometheus, alertmanager }: Monitoring): Promise<Finding> =>
    assessAlerts(await readAlerts(prometheus), await readSentAlerts(alertmanager)),
};

/** Whether the generated rules are loaded as they were generated. */
async function findLoadedRules({ prometheus, loaded, timeScale }: Monitoring): Promise<Finding> {
  const setup = await findSetup(prometheus);
  const asked = { timeScale: timeScale ?? setup?.timeScale ?? 1, feed: setup?.feed ?? false };
  const written = parseRuleFiles(await listRuleFiles(loaded, asked));
  const differences = await listDifferences(written, await readRules(prometheus), (expr) =>
    formatQuery(prometheus, expr),
  );
  if (differences.length > 0)
    return fail(`${toNamed(differences)}; npm run monitoring -- generate, then reload`);
  return pass(`${written.flatMap(({ rules }) => rules).length} as generated`);
}

/** The six steps, in the order in which one stands on the other. */
export function listQuickSteps(monitoring: Monitoring): readonly Step[] {
  return [
    { title: 'Prometheus', find: () => QUESTIONS.prometheus(monitoring) },
    { title: 'targets', find: () => QUESTIONS.targets(monitoring) },
    { title: 'rules', find: () => QUESTIONS.rules(monitoring) },
    { title: 'evaluation', find: () => QUESTIONS.ruleHealth(monitoring) },
    { title: 'Alertmanager', find: () => QUESTIONS.alertmanager(monitoring) },
    { title: 'alerts', find: () => QUESTIONS.alerts(monitoring) },
  ];
}
