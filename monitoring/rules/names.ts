// What rules and alerts are called.
import type { Monitored, ShareId } from '../../lib/core/monitoring/monitored.ts';

/** `http_5xx_rate_5m` → `Http5xxRate5m`. */
export const toPascal = (id: string): string =>
  id
    .split(/[_-]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/** The alert of a service by this end of its name. */
export const toAlertName = ({ prefix }: Pick<Monitored, 'prefix'>, end: string): string =>
  `${toPascal(prefix)}${end}`;

/** The recorded series of a share: one for each tenant, and one for all. The first share is a ratio (0..1), the others percent. */
export function toShareSeries({ prefix }: Pick<Monitored, 'prefix'>, share: ShareId): string {
  return share === 'effectiveness' ? `${prefix}:${share}_ratio:5m` : `${prefix}:${share}_pct:15m`;
}

/** The recorded share of bad events of the SLOs of a service over a window (0..1), told apart by the label `slo`. */
export const toSloSeries = ({ prefix }: Pick<Monitored, 'prefix'>, window: string): string =>
  `${prefix}:slo_error_ratio:${window}`;

/** The recorded share of bad events of each version of a service (0..1), told apart by `slo`, `namespace` and `hash`. */
export const toCohortSeries = ({ prefix }: Pick<Monitored, 'prefix'>): string =>
  `${prefix}:cohort_error_ratio:5m`;

export const toCostSeries = ({ prefix }: Pick<Monitored, 'prefix'>): string =>
  `${prefix}:estimated_cost_30d_usd`;
export const toHealthSeries = ({ prefix }: Pick<Monitored, 'prefix'>): string => `${prefix}:health_score:15m`;
