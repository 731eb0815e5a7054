// The configuration of Prometheus: who is read, how often, which rules, and who is told.
import { stringify } from 'yaml';
import type { Monitored } from '../../lib/core/monitoring/monitored.ts';
import { toHealthJob } from '../rules/down.ts';
import { FEED_JOB } from '../rules/feed.ts';
import { type Clock, toScrapePeriod } from '../rules/period.ts';

/** Where the parts of a deployment answer, as host:port; what is left out is not read. */
export interface Addresses {
  readonly prometheus: string;
  readonly alertmanager: string;
  /** The service's /metrics. */
  readonly target?: string;
  readonly feed?: string;
  /** Asks the service for `/healthz` from the outside. */
  readonly blackbox?: string;
}

const HEALTH_PATH = '/healthz';

const toJob = (job: string, address: string) => ({
  job_name: job,
  static_configs: [{ targets: [address] }],
});

/** The job in which the exporter of Prometheus asks for a service's health; the exporter itself is where it is sent. */
const toHealthScrape = (job: string, target: string, blackbox: string) => ({
  job_name: toHealthJob(job),
  metrics_path: '/probe',
  params: { module: ['healthy'] },
  static_configs: [{ targets: [`http://${target}${HEALTH_PATH}`] }],
  relabel_configs: [
    { source_labels: ['__address__'], target_label: '__param_target' },
    { source_labels: ['__param_target'], target_label: 'instance' },
    { target_label: '__address__', replacement: blackbox },
  ],
});

/**
 * The text of prometheus.yml. A target of which nothing is known (`monitored` undefined) is not read.
 * @param ruleFiles beside it, or paths
 */
export function toPrometheusFile(
  head: readonly string[],
  monitored: Pick<Monitored, 'job'> | undefined,
  addresses: Addresses,
  ruleFiles: readonly string[],
  clock: Clock,
): string {
  const period = toScrapePeriod(clock);
  const { prometheus, alertmanager, target, feed, blackbox } = addresses;
  const job = monitored?.job;
  const yaml = {
    global: { scrape_interval: period, scrape_timeout: toScrapeTimeout(period), evaluation_interval: period },
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
    rule_files: ruleFiles,
    scrape_configs: [
      toJob('prometheus', prometheus),
      toJob('alertmanager', alertmanager),
      ...(job !== undefined && target !== undefined ? [toJob(job, target)] : []),
      ...(job !== undefined && target !== undefined && blackbox !== undefined
        ? [toHealthScrape(job, target, blackbox)]
        : []),
      ...(feed === undefined ? [] : [toJob(FEED_JOB, feed)]),
    ],
  };
  return `${head.map((line) => `# ${line}\n`).join('')}${stringify(yaml, { lineWidth: 0 })}`;
}

/** Prometheus's own 10 s, where the period is not shorter. */
const toScrapeTimeout = (period: string) => (period === '15s' ? '10s' : period);
