// The alerts on the synthetic flows and on the prober that runs them.
import { BURNS } from '../../../lib/core/monitoring/burns.ts';
import { PROBER_JOB } from '../../../lib/core/monitoring/rollout-series.ts';
import { type Clock, HOUR_SEC, MINUTE_SEC, toPeriod } from '../period.ts';
import type { AlertRule } from '../rule.ts';

const OWN = `job="${PROBER_JOB}"`;
/** No flow is due more seldom. */
const STALLED_SEC = 15 * MINUTE_SEC;
const FAILS_SEC = 15 * MINUTE_SEC;
const UNKNOWN_SEC = 30 * MINUTE_SEC;
const LEAST_FAILS = 3;
const MOST_MISSED = 0.01;
const FLOW = 'environment, flow';

const count = (series: string, window: string, by: string) =>
  `sum by (${by}) (increase(${series}[${window}]))`;

/** Without a prober the first of them fires. */
export function listSyntheticAlerts(clock: Clock): readonly AlertRule[] {
  const runs = (outcome: string, window: string) =>
    count(`synthetic_flow_runs_total{outcome=~"${outcome}"}`, window, FLOW);
  const hour = toPeriod(HOUR_SEC, clock);
  const fails = toPeriod(FAILS_SEC, clock);
  const unknown = toPeriod(UNKNOWN_SEC, clock);
  const [hour1, hours6] = BURNS.fast;
  const burn = (lookback: 'short' | 'long', factor: number) =>
    `max by (environment, slo) (synthetic_slo_burn_rate{lookback="${lookback}"}) > ${factor}`;
  return [
    {
      alert: 'SyntheticProberDown',
      expr: `up{${OWN}} == 0 or absent(up{${OWN}})`,
      forSec: MINUTE_SEC,
      severity: 'critical',
      meaning: 'The prober was not read for a minute, or is not scraped at all.',
      summary: 'The prober does not answer: no flow is run, and no canary is promoted',
      action: 'see its pod; its state is on its disk, and it goes on from there',
    },
    {
      alert: 'SyntheticProberStalled',
      expr: `time() - max by (environment) (synthetic_flow_last_run_timestamp_seconds) > ${STALLED_SEC / clock.timeScale}`,
      forSec: 0,
      severity: 'critical',
      meaning: 'The prober answers, and no flow has ended within 15 min.',
      summary: 'No flow of {{ $labels.environment }} has run for {{ $value | humanizeDuration }}',
      action: 'look at /healthz of the prober, then start it anew',
    },
    {
      alert: 'SyntheticRunsMissed',
      expr: `${count('synthetic_flow_missed_total', hour, 'environment')} / (${count('synthetic_flow_due_total', hour, 'environment')} > 0) > ${MOST_MISSED}`,
      forSec: 0,
      severity: 'warning',
      meaning: 'More than 1 % of the runs that were due in the last hour were not made within their period.',
      summary: '{{ $value | humanizePercentage }} of the runs of {{ $labels.environment }} were missed',
      action: 'see whether the prober restarts, and whether its flows take longer than their period',
    },
    {
      alert: 'SyntheticFlowFails',
      expr: `${runs('fail', fails)} >= ${LEAST_FAILS} and ${runs('fail', fails)} > (${runs('pass', fails)} or 0 * ${runs('fail', fails)})`,
      forSec: 0,
      severity: 'critical',
      meaning: 'A flow has failed three times within 15 min, and more often than it has passed.',
      summary: '{{ $labels.flow }} fails in {{ $labels.environment }}',
      action: 'run it by hand: npm run flows -- run; it says which step fails and why',
    },
    {
      alert: 'SyntheticFlowUnknown',
      expr: `${runs('inconclusive', unknown)} > 0 unless ${runs('pass|fail', unknown)} > 0`,
      forSec: 5 * MINUTE_SEC,
      severity: 'warning',
      meaning: 'For 30 min no run of a flow could tell whether the target is well.',
      summary: 'Nothing is known of {{ $labels.flow }} in {{ $labels.environment }}',
      action: 'the fault is on our side: name resolution, a secret, the disk, or a machine without time',
    },
    {
      alert: 'SyntheticBudgetBurnFast',
      expr: `${burn('short', hour1.factor)} or ${burn('long', hours6.factor)}`,
      forSec: MINUTE_SEC,
      severity: 'critical',
      meaning: `By its flows an objective burns its budget ${hour1.factor} times as fast as its window allows over 1/720 of it, or ${hours6.factor} times over 6/720.`,
      summary:
        '{{ $labels.slo }} of {{ $labels.environment }} burns its budget {{ $value | humanize }} times too fast, by its flows',
      action: 'page: stop what is being rolled out; see which flows fail',
    },
  ];
}
