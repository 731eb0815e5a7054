// The alerts on the rollout probe of a service: it runs every few minutes, pushes what it found, and is gone.

import { toQuoted } from '../../lib/core/monitoring/promql.ts';
import type { Service } from '../../lib/core/service/service.ts';
import { type Clock, DAY_SEC, MINUTE_SEC, toPeriod } from './period.ts';
import type { AlertRule } from './rule.ts';

/** deploy/probe starts it as often. */
const EVERY_SEC = 5 * MINUTE_SEC;
/** A run that is late by more than two others is not coming. */
const LATE_SEC = 3 * EVERY_SEC;
/** So long somebody is told that it stopped; a probe that never ran is nobody's loss. */
const REMEMBERED_SEC = 7 * DAY_SEC;

/**
 * @param name makes an alert's name of its end
 */
export function listProbeAlerts(
  service: Service,
  name: (end: string) => string,
  clock: Clock,
): readonly AlertRule[] {
  const own = `service=${toQuoted(service.id)}`;
  const late = toPeriod(LATE_SEC, clock);
  const remembered = toPeriod(REMEMBERED_SEC, clock);
  return [
    {
      alert: name('RolloutMismatch'),
      // Pushed series are stale after five minutes, which is when the next run is due.
      expr: `max by (service, alert) (last_over_time(aurora_probe_alert{${own},severity="high"}[${late}])) == 1`,
      forSec: 0,
      severity: 'critical',
      meaning:
        'The last run of the rollout probe raised one of its grave alerts, which the label `alert` names.',
      summary: 'The rollout probe found {{ $labels.alert }}',
      action: 'page: freeze the ramp; docs/probe.md says what the alert is about',
    },
    {
      alert: name('ProbeDown'),
      expr: `time() - max by (service) (last_over_time(aurora_probe_last_run_timestamp_seconds{${own}}[${remembered}])) > ${LATE_SEC / clock.timeScale}`,
      forSec: 0,
      severity: 'warning',
      meaning: 'The rollout probe ran within the last 7 days, and not within the last 15 min.',
      summary: 'The rollout probe has not run for {{ $value | humanizeDuration }}',
      action: 'see its timer or its CronJob; until it runs again nobody watches the rollout',
    },
  ];
}
