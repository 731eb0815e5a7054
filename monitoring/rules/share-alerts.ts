// The five alerts on the recorded shares of a service.
import { toOwn } from '../../lib/core/monitoring/burns.ts';
import {
  type Monitored,
  SHARE_IDS,
  type ShareId,
  type Threshold,
} from '../../lib/core/monitoring/monitored.ts';
import { toGuarded, toOneOf } from '../../lib/core/monitoring/promql.ts';
import { toAlertName, toHealthSeries, toPascal, toShareSeries } from './names.ts';
import { type Clock, MINUTE_SEC, toPeriod } from './period.ts';
import type { AlertRule } from './rule.ts';
import { listTenantLabels, toShareWindowSec } from './shares.ts';

const FOR_SEC = 15 * MINUTE_SEC;
const VIP_FOR_SEC = 10 * MINUTE_SEC;

/** The two shares that have alerts of their own: of the first too little is bad, of the last too much. The other is in the health. */
const [DROPS, , SPIKES] = SHARE_IDS;
type Alerting = typeof DROPS | typeof SPIKES;

const toWay = (share: ShareId) =>
  share === DROPS ? (['Drop', '<', 'below'] as const) : (['Spike', '>', 'above'] as const);
/** The bound, in percent, in the unit of the share's series. */
const toSeriesBound = (share: ShareId, percent: number) => (share === DROPS ? percent / 100 : percent);
const toValue = (share: ShareId) =>
  share === DROPS ? '{{ $value | humanizePercentage }}' : '{{ printf "%.1f" $value }} %';

const toAlertEnd = (share: Alerting) => `${toPascal(share)}${toWay(share)[0]}`;

/** The bound of the alert for all: of a share that drops the critical one, of one that spikes the one of a warning. */
const pickBound = (share: Alerting, { warning, critical }: Threshold) =>
  share === DROPS ? critical : warning;

function toShareAlert(monitored: Monitored, share: Alerting, clock: Clock): AlertRule {
  const { title, whole } = monitored.shares[share];
  const [, sign, words] = toWay(share);
  const bound = pickBound(share, monitored.thresholds[share]);
  const window = toPeriod(toShareWindowSec(share), clock);
  return {
    alert: toAlertName(monitored, toAlertEnd(share)),
    expr: toGuarded(
      `${toShareSeries(monitored, share)}:all ${sign} ${toSeriesBound(share, bound)}`,
      toOwn(monitored, whole),
      window,
    ),
    forSec: FOR_SEC,
    severity: 'warning',
    meaning: `${title}: ${words} ${bound} % for all tenants together, for 15 min, with traffic.`,
    summary: `${title}: ${toValue(share)} for all, ${words} ${bound} %`,
    action: 'see which tenants it is, and what was deployed last',
  };
}

function toVipAlert(monitored: Monitored, share: Alerting, clock: Clock): AlertRule {
  const { title, whole } = monitored.shares[share];
  const { tenantLabel = '', vipTenants } = monitored;
  const [, sign, words] = toWay(share);
  const bound = monitored.vipBounds[share];
  const window = toPeriod(toShareWindowSec(share), clock);
  const series = `${toShareSeries(monitored, share)}{${tenantLabel}=~${toOneOf(vipTenants)}}`;
  return {
    alert: toAlertName(monitored, `${toAlertEnd(share)}Vip`),
    expr: toGuarded(
      `${series} ${sign} ${toSeriesBound(share, bound)}`,
      toOwn(monitored, whole),
      window,
      listTenantLabels(monitored),
    ),
    forSec: VIP_FOR_SEC,
    severity: 'critical',
    meaning: `${title}: ${words} ${bound} % for one of the VIP tenants (${vipTenants.join(', ')}), for 10 min, with traffic of theirs.`,
    summary: `${title}: ${toValue(share)} for {{ $labels.${tenantLabel} }}, ${words} ${bound} %`,
    action: 'page: compare this tenant with the others, and tell whoever looks after it',
  };
}

function toHealthAlert(monitored: Monitored, clock: Clock): AlertRule {
  const { critical } = monitored.thresholds.health;
  const { whole } = monitored.shares[DROPS];
  return {
    alert: toAlertName(monitored, 'HealthDegradation'),
    expr: toGuarded(
      `${toHealthSeries(monitored)} < ${critical}`,
      toOwn(monitored, whole),
      toPeriod(15 * MINUTE_SEC, clock),
    ),
    forSec: FOR_SEC,
    severity: 'warning',
    meaning: `The health is below ${critical} of 100 for 15 min, with traffic.`,
    summary: `The health is {{ printf "%.0f" $value }} of 100, below ${critical}`,
    action: 'see which of its three shares pulls it down',
  };
}

/** The alerts on the shares of a service; those of VIP tenants are left out where none are named. */
export function listShareAlerts(monitored: Monitored, clock: Clock): readonly AlertRule[] {
  const alerting = [DROPS, SPIKES] as const;
  const hasVips = monitored.tenantLabel !== undefined && monitored.vipTenants.length > 0;
  return [
    ...alerting.map((share) => toShareAlert(monitored, share, clock)),
    ...(hasVips ? alerting.map((share) => toVipAlert(monitored, share, clock)) : []),
    toHealthAlert(monitored, clock),
  ];
}
