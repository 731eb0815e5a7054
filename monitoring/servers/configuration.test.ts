import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { type LocalConfiguration, toAlertmanagerYaml, toPrometheusYaml } from './configuration.ts';

const CONFIGURATION: LocalConfiguration = {
  service: 'shop',
  timeScale: 15,
  feed: false,
  prometheusPort: 9090,
  alertmanagerPort: 9093,
  targets: { shop: '127.0.0.1:3300' },
  webhookUrl: '',
};

it('Prometheus scrapes the service and itself, and sends to the Alertmanager', () => {
  const config = parse(toPrometheusYaml(CONFIGURATION));
  expect(config.scrape_configs.map(({ job_name }: { job_name: string }) => job_name)).toEqual([
    'prometheus',
    'alertmanager',
    'shop',
  ]);
  expect(config.alerting.alertmanagers[0].static_configs[0].targets).toEqual(['127.0.0.1:9093']);
  expect(config.global.scrape_interval).toBe('1s');
});

it('Alertmanager tells the webhook, and nobody where there is none', () => {
  expect(parse(toAlertmanagerYaml(CONFIGURATION)).receivers).toEqual([{ name: 'nobody' }]);
  const told = parse(toAlertmanagerYaml({ ...CONFIGURATION, webhookUrl: 'http://127.0.0.1:1/hook' }));
  expect(told.receivers[1].webhook_configs).toEqual([
    { url: 'http://127.0.0.1:1/hook', send_resolved: true },
  ]);
  expect(told.route.group_wait).toBe('2s');
});
