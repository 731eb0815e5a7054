// What Prometheus says of the error budgets of a service: by the expressions of which its alerts are made.
import {
  BUDGET_DAYS,
  SLO_WINDOWS_SEC,
  toErrorRatio,
  toOwn,
  toPeriodText,
} from '../../lib/core/monitoring/burns.ts';
import type { Monitored, Slo } from '../../lib/core/monitoring/monitored.ts';
import type { PrometheusTarget } from '../../lib/core/monitoring/prometheus-options.ts';
import { toRate } from '../../lib/core/monitoring/promql.ts';
import { queryInstant, toApiServer } from '../../lib/node/prometheus/read.ts';
import type { SloFacts } from '../policy/facts-schema.ts';
import { QUERY_MS } from './read-samples.ts';

const BUDGET_WINDOW = `${BUDGET_DAYS}d`;
const WINDOWS = [...SLO_WINDOWS_SEC.map(toPeriodText), BUDGET_WINDOW];
/** Of an answer: under it the window of each share. */
const LABEL = 'lookback';

/** The share of bad events of an SLO over every window, as one expression. Without events, nothing is burnt; without counters, nothing is known. */
export function toBudgetQuery(monitored: Monitored, slo: Slo): string {
  return WINDOWS.map((window) => {
    const whole = toRate(toOwn(monitored, slo.all), window);
    const share = `(${toErrorRatio(monitored, slo, window)} or 0 * (${whole} == 0))`;
    return `label_replace(${share}, "${LABEL}", "${window}", "", "")`;
  }).join(' or ');
}

/** What the shares of an SLO by window say of it; a share that is none is left out. */
export function toSloFacts(
  { objectiveRatio }: Pick<Slo, 'objectiveRatio'>,
  ratios: Readonly<Record<string, number>>,
): SloFacts {
  const told = Object.fromEntries(Object.entries(ratios).filter(([, ratio]) => ratio >= 0 && ratio <= 1));
  const { [BUDGET_WINDOW]: whole, ...errorRatio } = told;
  const budget = 1 - objectiveRatio;
  return {
    objectiveRatio,
    errorRatio,
    ...(whole === undefined || budget <= 0 ? {} : { leftRatio: 1 - whole / budget }),
  };
}

/**
 * Reads the error budget of every SLO.
 * @throws ApiError
 */
export async function readBudgets(
  target: PrometheusTarget,
  monitored: Monitored,
  atMs: number,
  stop?: AbortSignal,
): Promise<Readonly<Record<string, SloFacts>>> {
  const server = toApiServer(target, stop);
  const asking = { atSec: atMs / 1_000, timeoutMs: QUERY_MS };
  const all = await Promise.all(
    monitored.slos.map(async (slo) => {
      const samples = await queryInstant(server, toBudgetQuery(monitored, slo), asking);
      const ratios = Object.fromEntries(samples.map(({ labels, value }) => [labels[LABEL] ?? '', value]));
      return [slo.id, toSloFacts(slo, ratios)] as const;
    }),
  );
  return Object.fromEntries(all);
}
