// The configuration of the two servers on this machine: who is scraped, how often, and who is told.
import type { Monitored } from '../../lib/core/monitoring/monitored.ts';
import { type LoadedService, loadPart } from '../../lib/node/service/load-service.ts';
import { toAlertmanagerFile } from '../config/alertmanager.ts';
import { toPrometheusFile } from '../config/prometheus.ts';
import { generateRules } from '../generate.ts';
import { FEED_JOB } from '../rules/feed.ts';

/** What the servers are started for. `up` leaves it beside its configuration, for check and reload to know. */
export interface LocalSetup {
  readonly service: string;
  /** Divides every period of rules and scrapes. */
  readonly timeScale: number;
  /** Whether a live feed is scraped, and its alerts are among the rules. */
  readonly feed: boolean;
}

export interface LocalConfiguration extends LocalSetup {
  readonly alertmanagerPort: number;
  readonly prometheusPort: number;
  /** Job → host:port of its /metrics. */
  readonly targets: Readonly<Record<string, string>>;
  /** Where alerts are sent; '' for nobody. */
  readonly webhookUrl: string;
}

/** What the service shows of itself; undefined for one that says nothing of it. */
export const loadMonitored = (loaded: LoadedService): Promise<Monitored | undefined> =>
  loadPart<Monitored>(loaded, 'monitoring.ts', 'MONITORED');

/** The rule files of a service: file name → text. @throws OptionError for a time scale that leaves periods too short */
export function listRuleFiles(
  loaded: LoadedService,
  { timeScale, feed }: Pick<LocalSetup, 'timeScale' | 'feed'>,
): Promise<Readonly<Record<string, string>>> {
  return generateRules(loaded, { timeScale, feed });
}

/** Who is scraped for a service: job → host:port. */
export async function listTargets(
  loaded: LoadedService,
  target: string,
  liveTarget: string,
): Promise<Readonly<Record<string, string>>> {
  const monitored = await loadMonitored(loaded);
  return {
    ...(monitored && target !== '' ? { [monitored.job]: target } : {}),
    ...(liveTarget === '' ? {} : { [FEED_JOB]: liveTarget }),
  };
}

/** The text of prometheus.yml. Its rules lie in `rules` beside it. */
export function toPrometheusYaml(configuration: LocalConfiguration): string {
  const { timeScale, targets, alertmanagerPort, prometheusPort } = configuration;
  const { [FEED_JOB]: feed, ...services } = targets;
  const [job, target] = Object.entries(services)[0] ?? [];
  const addresses = {
    prometheus: `127.0.0.1:${prometheusPort}`,
    alertmanager: `127.0.0.1:${alertmanagerPort}`,
    ...(target === undefined ? {} : { target }),
    ...(feed === undefined ? {} : { feed }),
  };
  const monitored = job === undefined ? undefined : { job };
  return toPrometheusFile([], monitored, addresses, ['rules/*.yml'], { timeScale });
}

/** The text of alertmanager.yml. */
export const toAlertmanagerYaml = ({ timeScale, webhookUrl }: LocalConfiguration): string =>
  toAlertmanagerFile([], webhookUrl, { timeScale });
