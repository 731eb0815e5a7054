// The alert on a service that does not answer at all: to Prometheus, or to the exporter that asks for its health from the outside.
import type { Monitored } from '../../lib/core/monitoring/monitored.ts';
import { toQuoted } from '../../lib/core/monitoring/promql.ts';
import { toAlertName } from './names.ts';
import { MINUTE_SEC } from './period.ts';
import type { AlertRule } from './rule.ts';

/** The scrape job in which the blackbox exporter asks for the health of a service. */
export const toHealthJob = (job: string): string => `${job}-health`;

/** Says so of each that asks and gets no answer; an exporter that nobody runs says nothing. */
export const toDownAlert = (monitored: Monitored): AlertRule => ({
  alert: toAlertName(monitored, 'Down'),
  expr: `up{job=${toQuoted(monitored.job)}} == 0 or probe_success{job=${toQuoted(toHealthJob(monitored.job))}} == 0`,
  forSec: MINUTE_SEC,
  severity: 'critical',
  meaning:
    'For 1 min the service did not show its figures to Prometheus (`up`), or did not answer when the blackbox exporter asked for its health (`probe_success`).',
  summary: 'The service at {{ $labels.instance }} does not answer (asked as {{ $labels.job }})',
  action:
    'page: see whether it runs, and what was deployed last; no other alert can tell of it while it is down',
});
