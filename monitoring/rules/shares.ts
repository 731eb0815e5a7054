// The eight recorded series of a service: its three shares for each tenant and for all, what it costs, how well it is.
import { toOwn } from '../../lib/core/monitoring/burns.ts';
import { type Monitored, SHARE_IDS, type ShareId } from '../../lib/core/monitoring/monitored.ts';
import { toRate, toShare } from '../../lib/core/monitoring/promql.ts';
import { toCostSeries, toHealthSeries, toShareSeries } from './names.ts';
import { type Clock, DAY_SEC, HOUR_SEC, MINUTE_SEC, toPeriod } from './period.ts';
import type { RecordingRule } from './rule.ts';

const COST_DAYS = 30;
/** Long enough that a quiet minute is not taken for a cheap month. */
const COST_WINDOW_SEC = HOUR_SEC;

/** The window of a share: the first one is read sooner, by whoever mends it. */
export const toShareWindowSec = (share: ShareId): number => (share === 'effectiveness' ? 5 : 15) * MINUTE_SEC;

/** The labels of a share for each tenant. */
export const listTenantLabels = ({ tenantLabel }: Monitored): readonly string[] =>
  tenantLabel === undefined ? [] : [tenantLabel];

function toShareRules(monitored: Monitored, share: ShareId, clock: Clock): readonly RecordingRule[] {
  const { part, whole, meaning } = monitored.shares[share];
  const series = toShareSeries(monitored, share);
  const window = toPeriod(toShareWindowSec(share), clock);
  const isRatio = share === 'effectiveness';
  const unit = isRatio ? '0 to 1' : 'percent';
  const toExpr = (by: readonly string[]) => {
    const ratio = toShare(toOwn(monitored, part), toOwn(monitored, whole), window, by);
    return isRatio ? ratio : `100 * (${ratio})`;
  };
  const tenant = listTenantLabels(monitored);
  const ofEach =
    tenant.length === 0
      ? []
      : [{ record: series, expr: toExpr(tenant), meaning: `${meaning} For each tenant, ${unit}.` }];
  return [...ofEach, { record: `${series}:all`, expr: toExpr([]), meaning: `${meaning} For all, ${unit}.` }];
}

function toCostRule(monitored: Monitored, clock: Clock): RecordingRule {
  const { of, usdPerThousand } = monitored.cost;
  const rate = toRate(toOwn(monitored, of), toPeriod(COST_WINDOW_SEC, clock));
  return {
    record: toCostSeries(monitored),
    expr: `${rate} * ${COST_DAYS * DAY_SEC} / 1000 * ${usdPerThousand}`,
    meaning: `What ${COST_DAYS} days would cost at the pace of the last hour, in US dollars.`,
  };
}

/** Of a share of which much is good, and of those of which little is. */
function toHealthRule(monitored: Monitored, clock: Clock): RecordingRule {
  const { healthWeights, shares } = monitored;
  const window = toPeriod(15 * MINUTE_SEC, clock);
  const [first, second, third] = SHARE_IDS.map((id) => {
    const { part, whole } = shares[id];
    return `clamp_max(${toShare(toOwn(monitored, part), toOwn(monitored, whole), window)}, 1)`;
  });
  const { effectiveness, quality, efficiency } = healthWeights;
  return {
    record: toHealthSeries(monitored),
    expr: `100 * (${effectiveness} * ${first} + ${quality} * (1 - ${third}) + ${efficiency} * (1 - ${second}))`,
    meaning:
      'The health, 0 to 100, of the three shares by their weights over 15 min; nothing while one of them has no traffic.',
  };
}

/** The recorded series of a service; those for each tenant are left out where no label tells tenants apart. */
export const listShareRules = (monitored: Monitored, clock: Clock): readonly RecordingRule[] => [
  ...SHARE_IDS.flatMap((share) => toShareRules(monitored, share, clock)),
  toCostRule(monitored, clock),
  toHealthRule(monitored, clock),
];
