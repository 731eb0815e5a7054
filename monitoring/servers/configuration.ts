// The configuration of the two servers on this machine: who is scraped, how often, and who is told.
import { stringify } from 'yaml';
import type { Monitored } from '../../lib/core/monitoring/monitored.ts';
import { type LoadedService, loadPart } from '../../lib/node/service/load-service.ts';
import { generateRules } from '../generate.ts';

/** The job of the live feed, as its rules know it. */
const LIVE_JOB = 'aurora-live';

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
    ...(liveTarget === '' ? {} : { [LIVE_JOB]: liveTarget }),
  };
}

/** Of Prometheus: no shorter period can be told. */
const LEAST_SEC = 1;

/** A period as Prometheus writes it, compressed. */
export const toPeriod = (sec: number, timeScale: number): string =>
  `${Math.max(LEAST_SEC, Math.round(sec / timeScale))}s`;

/** The text of prometheus.yml. Its rules lie in `rules` beside it. */
export function toPrometheusYaml({
  timeScale,
  targets,
  alertmanagerPort,
  prometheusPort,
}: LocalConfiguration): string {
  const period = toPeriod(15, timeScale);
  const scraped = { prometheus: `127.0.0.1:${prometheusPort}`, ...targets };
  return stringify({
    global: { scrape_interval: period, scrape_timeout: period, evaluation_interval: period },
    alerting: { alertmanagers: [{ static_configs: [{ targets: [`127.0.0.1:${alertmanagerPort}`] }] }] },
    rule_files: ['rules/*.yml'],
    scrape_configs: Object.entries(scraped).map(([job, address]) => ({
      job_name: job,
      static_configs: [{ targets: [address] }],
    })),
  });
}

/** The text of alertmanager.yml. */
export function toAlertmanagerYaml({ timeScale, webhookUrl }: LocalConfiguration): string {
  const receiver = webhookUrl === '' ? 'nobody' : 'webhook';
  return stringify({
    route: {
      receiver,
      group_by: ['alertname', 'service'],
      group_wait: toPeriod(30, timeScale),
      group_interval: toPeriod(300, timeScale),
      repeat_interval: toPeriod(4 * 3600, timeScale),
    },
    receivers: [
      {
        name: receiver,
        ...(webhookUrl === '' ? {} : { webhook_configs: [{ url: webhookUrl, send_resolved: true }] }),
      },
    ],
  });
}
