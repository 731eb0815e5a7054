// The configurations of what stands around Prometheus in containers: the exporter that asks for health, and the logs of runs.

import { stringify } from 'yaml';
import { toPeriodText } from '../../lib/core/monitoring/burns.ts';
import { DAY_SEC, HOUR_SEC } from '../rules/period.ts';

/** How long data are kept, of Prometheus and of Loki. */
const RETENTION_SEC = 15 * DAY_SEC;

const toText = (head: readonly string[], yaml: object) =>
  `${head.map((line) => `# ${line}\n`).join('')}${stringify(yaml, { lineWidth: 0 })}`;

/** The text of blackbox.yml: a service is healthy that answers 200 within 5 s. */
export const toBlackboxFile = (head: readonly string[]): string =>
  toText(head, {
    modules: {
      healthy: {
        prober: 'http',
        timeout: '5s',
        http: { valid_status_codes: [200], follow_redirects: false, preferred_ip_protocol: 'ip4' },
      },
    },
  });

/** The text of loki.yml (2.9): one process, its data on the disk. */
export const toLokiFile = (head: readonly string[]): string =>
  toText(head, {
    auth_enabled: false,
    server: { http_listen_port: 3100 },
    common: {
      path_prefix: '/loki',
      replication_factor: 1,
      ring: { kvstore: { store: 'inmemory' } },
      storage: { filesystem: { chunks_directory: '/loki/chunks', rules_directory: '/loki/rules' } },
    },
    schema_config: {
      configs: [
        {
          from: '2024-01-01',
          store: 'tsdb',
          object_store: 'filesystem',
          schema: 'v12',
          index: { prefix: 'index_', period: '24h' },
        },
      ],
    },
    limits_config: { retention_period: `${RETENTION_SEC / HOUR_SEC}h`, reject_old_samples_max_age: '168h' },
    compactor: { working_directory: '/loki/compactor', shared_store: 'filesystem', retention_enabled: true },
    analytics: { reporting_enabled: false },
  });

/** The text of promtail.yml (2.9): the logs of k6, of the service and of Toxiproxy, out of the folders of runs. */
export const toPromtailFile = (head: readonly string[]): string =>
  toText(head, {
    server: { http_listen_port: 9080, grpc_listen_port: 0 },
    positions: { filename: '/promtail/positions.yml' },
    clients: [{ url: 'http://loki:3100/loki/api/v1/push' }],
    scrape_configs: [
      {
        job_name: 'runs',
        static_configs: [{ targets: ['localhost'], labels: { job: 'runs', __path__: '/results/*/*.log' } }],
        pipeline_stages: [
          {
            match: {
              selector: '{job="runs"}',
              stages: [
                {
                  regex: { source: 'filename', expression: '^/results/(?P<run>[^/]+)/(?P<log>[^/]+)\\.log$' },
                },
                { labels: { run: '', log: '' } },
              ],
            },
          },
        ],
      },
    ],
  });

/** As Prometheus takes it on its command line. */
export const RETENTION = toPeriodText(RETENTION_SEC);
