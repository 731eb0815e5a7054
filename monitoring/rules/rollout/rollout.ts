// The rules of rollouts: how the versions of a service compare, whether decisions are taken, and whether they take.
import { toOwn } from '../../../lib/core/monitoring/burns.ts';
import type { Monitored, Slo } from '../../../lib/core/monitoring/monitored.ts';
import { toRate, toSelector, toShare } from '../../../lib/core/monitoring/promql.ts';
import { DECISION_JOB } from '../../../lib/core/monitoring/rollout-series.ts';
import { toCohortSeries } from '../names.ts';
import { type Clock, DAY_SEC, HOUR_SEC, MINUTE_SEC, toPeriod } from '../period.ts';
import type { AlertRule, RecordingRule } from '../rule.ts';

/** By this label the pods of one version are told from those of another: the pod template hash. */
const VERSION = ['namespace', 'hash'] as const;
const COHORT_WINDOW_SEC = 5 * MINUTE_SEC;
/** Four readings: a version that answers no more is seen to a minute later. */
const TRAFFIC_WINDOW_SEC = MINUTE_SEC;

/** 1 while users still get answers of a version that is to be taken back. */
export const PENDING_SERIES = 'rollout:rollback_pending:on';

/** The share of false aborts (0..1). */
export const FALSE_ABORT_SERIES = 'rollout:false_abort_ratio:90d';

/** Counters of pods that belong to a version. */
const toVersioned = (monitored: Monitored, selector: string): string =>
  toSelector(toOwn(monitored, selector), ['hash!=""']);

function toBadRatio(monitored: Monitored, { bad, good, all }: Slo, window: string): string {
  const whole = toVersioned(monitored, all);
  if (bad !== undefined) return toShare(toVersioned(monitored, bad), whole, window, VERSION);
  if (good === undefined) throw new RangeError('an SLO counts its bad events or its good ones');
  // The two counters are read at one moment and raised at two: a little below 0 is chance.
  return `clamp_min(1 - ${toShare(toVersioned(monitored, good), whole, window, VERSION)}, 0)`;
}

/** The decision to take a version back, by the hash of that version. */
const TAKING_BACK =
  'max by (namespace, rollout, hash) (label_replace(rollout_decision_now{decision=~"abort|rollback"} == 1, "hash", "$1", "canary", "(.+)"))';

/** What is recorded of the versions of a service; nothing where it shows nothing of itself. */
export function listCohortRules(monitored: Monitored, clock: Clock): readonly RecordingRule[] {
  const window = toPeriod(COHORT_WINDOW_SEC, clock);
  const [first] = monitored.slos;
  const ofSlos = monitored.slos.map(
    (slo): RecordingRule => ({
      record: toCohortSeries(monitored),
      expr: toBadRatio(monitored, slo, window),
      labels: { slo: slo.id },
      meaning: `${slo.title}: the share of bad events of each version over 5m, 0 to 1; nothing without traffic.`,
    }),
  );
  if (first === undefined) return ofSlos;
  const traffic = toRate(toVersioned(monitored, first.all), toPeriod(TRAFFIC_WINDOW_SEC, clock), VERSION);
  return [
    ...ofSlos,
    {
      record: PENDING_SERIES,
      expr: `${TAKING_BACK} * on (namespace, hash) group_left () clamp_max(${traffic} > 0, 1)`,
      meaning:
        'Users still get answers of a version that is to be taken back; seen up to 1m longer than it is so.',
    },
  ];
}

/** So long a canary may be held before somebody looks; the policy ends a hold by itself a little later. */
const HELD_SEC = 15 * MINUTE_SEC;
const STALE_SEC = 2 * MINUTE_SEC;
const FROZEN_SEC = HOUR_SEC;
/** A quarter: what false aborts are counted over. */
const QUARTER_SEC = 90 * DAY_SEC;
const MOST_FALSE = 0.02;

/**
 * The share of the canaries that were aborted and became what others were compared with: their fault was none.
 * @param quarter the period, as Prometheus writes it
 */
function toFalseAborts(quarter: string): string {
  const byHash = (series: string, label: 'canary' | 'stable') =>
    `group by (namespace, rollout, hash) (label_replace(${series}, "hash", "$1", "${label}", "(.+)"))`;
  const aborted = byHash(`max_over_time(rollout_decision_now{decision="abort"}[${quarter}]) == 1`, 'canary');
  const stable = byHash(`last_over_time(rollout_decision_now[${quarter}])`, 'stable');
  const all = `count(group by (namespace, rollout, canary) (last_over_time(rollout_decision_now[${quarter}])))`;
  return `count(${aborted} and on (namespace, rollout, hash) ${stable}) / ${all}`;
}

/** What is recorded of a quarter; it is read over 90 days, so not often. */
export const listQuarterRules = (clock: Clock): readonly RecordingRule[] => [
  {
    record: FALSE_ABORT_SERIES,
    expr: toFalseAborts(toPeriod(QUARTER_SEC, clock)),
    meaning:
      'The share of the canaries of 90 days that were aborted and became the stable version later; nothing without one.',
  },
];

const OWN = `job="${DECISION_JOB}"`;
const CANARY = 'namespace, rollout, canary';

/** The alerts on rollouts. Without a decision server the first of them fires. */
export function listRolloutAlerts(monitored: Monitored | undefined, clock: Clock): readonly AlertRule[] {
  const scaled = (sec: number) => sec / clock.timeScale;
  const notTaken: readonly AlertRule[] =
    monitored === undefined || monitored.slos.length === 0
      ? []
      : [
          {
            alert: 'RolloutRollbackNotTaken',
            expr: `${PENDING_SERIES} == 1`,
            forSec: 90,
            severity: 'critical',
            meaning: 'A version is to be taken back, and users still get its answers 90 s later.',
            summary:
              'Users of {{ $labels.rollout }} still get answers of version {{ $labels.hash }}, which is to be taken back',
            action: 'page: unpause and abort by hand, then docs/rollout-incident.md',
          },
        ];
  return [
    {
      alert: 'RolloutDecisionDown',
      expr: `up{${OWN}} == 0 or absent(up{${OWN}})`,
      forSec: MINUTE_SEC,
      severity: 'critical',
      meaning: 'The decision server was not read for a minute, or is not scraped at all.',
      summary: 'The decision server does not answer: no canary is promoted, and only guards abort one',
      action: 'hold every rollout; see its pod and its state folder',
    },
    {
      alert: 'RolloutDecisionStale',
      expr: `time() - max by (${CANARY}) (rollout_decision_taken_timestamp_seconds) > ${scaled(STALE_SEC)}`,
      forSec: MINUTE_SEC,
      severity: 'warning',
      meaning: 'For a minute the last decision about a canary is more than 2 min old.',
      summary: 'The decision about {{ $labels.rollout }} is {{ $value | humanizeDuration }} old',
      action: 'see which of its sources does not answer: /metrics and the journal of the decision server',
    },
    {
      alert: 'RolloutHeld',
      expr: `max by (${CANARY}) (rollout_decision_held_seconds) > ${scaled(HELD_SEC)} and on (${CANARY}) max by (${CANARY}) (rollout_decision_now{decision="hold"}) == 1`,
      forSec: 0,
      severity: 'warning',
      meaning: 'A canary has stood at its step for more than 15 min, and the decision is to hold.',
      summary: '{{ $labels.rollout }} has been held for {{ $value | humanizeDuration }}',
      action: 'read the reasons in the journal of decisions; it is aborted at the end of its hold',
    },
    {
      alert: 'RolloutFrozen',
      expr: 'max by (namespace, name) (rollout_info{phase="Paused"}) == 1',
      forSec: FROZEN_SEC,
      severity: 'warning',
      meaning:
        'Argo has a rollout paused for an hour: by hand or as inconclusive, and then nothing aborts it.',
      summary: '{{ $labels.name }} has been paused for an hour, and is aborted by nothing while it is',
      action: 'find out who paused it; abort it, or let it go on',
    },
    ...notTaken,
    {
      alert: 'RolloutFalseAborts',
      expr: `${FALSE_ABORT_SERIES} > ${MOST_FALSE}`,
      forSec: 0,
      severity: 'warning',
      meaning: 'Of the canaries of 90 days more than 2 % were aborted and became the stable version later.',
      summary:
        '{{ $value | humanizePercentage }} of the canaries of the quarter were aborted and promoted later',
      action: 'see which reasons ended them, and whether their margins are too narrow for the traffic',
    },
  ];
}
