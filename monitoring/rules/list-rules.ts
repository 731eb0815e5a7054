// Every rule of a service, by the group in which it is evaluated.
import { SLO_WINDOWS_SEC, toPeriodText } from '../../lib/core/monitoring/burns.ts';
import type { Monitored } from '../../lib/core/monitoring/monitored.ts';
import { type Plan, parsePlan } from '../../lib/core/plan/plan.ts';
import type { Service } from '../../lib/core/service/service.ts';
import { PROFILES } from '../../thresholds/profiles.ts';
import { toDownAlert } from './down.ts';
import { toPascal } from './names.ts';
import { type Clock, HOUR_SEC, MINUTE_SEC } from './period.ts';
import { listProbeAlerts } from './probe.ts';
import { listCohortRules, listQuarterRules, listRolloutAlerts } from './rollout/rollout.ts';
import { listSyntheticAlerts } from './rollout/synthetic.ts';
import type { RuleGroup } from './rule.ts';
import { listShareAlerts } from './share-alerts.ts';
import { listShareRules } from './shares.ts';
import { listSloAlerts, listSloRules } from './slo.ts';
import { listSoakRules } from './soak.ts';

/** What is known of a service, of which its rules are made. */
export interface RuleSource {
  readonly service: Service;
  /** Undefined where it shows nothing of itself: then there are the rules of its runs alone. */
  readonly monitored: Monitored | undefined;
  /** True where it has a rollout probe. */
  readonly hasProbe: boolean;
}

export interface Rules {
  readonly recording: readonly RuleGroup[];
  readonly alerts: readonly RuleGroup[];
}

/** A run with default options. */
const toDefaultPlan = (service: Service): Plan => parsePlan(service, {}, PROFILES);

/** Long windows move slowly and hold many samples: they are read less often, and yet twice before Prometheus calls a series stale (5 min). */
const toIntervalSec = (windowSec: number) =>
  windowSec >= 6 * HOUR_SEC ? 2 * MINUTE_SEC : windowSec >= HOUR_SEC ? MINUTE_SEC : undefined;

/** Every rule of a service. Groups without rules are left out. */
export function listRules({ service, monitored, hasProbe }: RuleSource, clock: Clock): Rules {
  const { id } = service;
  const soak = listSoakRules(service, toDefaultPlan(service), clock);
  const toName = (end: string) => `${toPascal(monitored?.prefix ?? id)}${end}`;
  const group = (name: string, rules: RuleGroup['rules'], intervalSec?: number): readonly RuleGroup[] =>
    rules.length === 0
      ? []
      : [{ name: `${id}-${name}`, ...(intervalSec === undefined ? {} : { intervalSec }), rules }];
  return {
    recording: [
      ...(monitored ? group('shares', listShareRules(monitored, clock)) : []),
      ...SLO_WINDOWS_SEC.flatMap((sec) =>
        monitored
          ? group(`slo-${toPeriodText(sec)}`, listSloRules(monitored, sec, clock), toIntervalSec(sec))
          : [],
      ),
      ...group('soak-counters', soak.counters),
    ],
    alerts: [
      ...(monitored ? group('down-alerts', [toDownAlert(monitored)]) : []),
      ...(monitored ? group('share-alerts', listShareAlerts(monitored, clock)) : []),
      ...(monitored ? group('slo-alerts', listSloAlerts(monitored, clock)) : []),
      ...group('soak-alerts', soak.alerts),
      ...(hasProbe ? group('probe-alerts', listProbeAlerts(service, toName, clock)) : []),
    ],
  };
}

/** The rules of rollouts: they are in a file of their own, since without a decision server and a prober some of them fire. */
export function listRolloutRules({ service, monitored }: RuleSource, clock: Clock): Rules {
  const { id } = service;
  return {
    recording: [
      ...(monitored === undefined
        ? []
        : [{ name: `${id}-rollout-cohorts`, rules: listCohortRules(monitored, clock) }]),
      { name: `${id}-rollout-quarter`, intervalSec: 2 * MINUTE_SEC, rules: listQuarterRules(clock) },
    ],
    alerts: [
      { name: `${id}-rollout-alerts`, rules: listRolloutAlerts(monitored, clock) },
      { name: `${id}-synthetic-alerts`, rules: listSyntheticAlerts(clock) },
    ],
  };
}
