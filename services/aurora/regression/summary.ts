// What many rounds come to.
import { mean, quantile } from 'd3-array';
import type { Figures, Round, Summary } from './report-schema.ts';
import { type Backfill, type Part, TIMED_OUT } from './rounds.ts';

/** How percentiles are taken: linear between the two nearest ranks (Hyndman & Fan 1996, type 7), as d3-array and R do. */
export const PERCENTILE_METHOD = 'R-7';

const round2 = (value: number) => Math.round(value * 100) / 100;

/** A percentile by R-7; `p` is a ratio. Undefined where there are no values. */
export function computePercentile(values: readonly number[], p: number): number | undefined {
  return quantile(values, p);
}

function computeFigures(rounds: readonly Round[]): Figures {
  const toMs = (value: number | undefined) => (value === undefined ? null : round2(value));
  const e2e = rounds.map((one) => one.est_e2e_ms);
  const firsts = new Map<string, number>();
  for (const { product, est_e2e_ms } of rounds) if (!firsts.has(product)) firsts.set(product, est_e2e_ms);
  const readyRate = (part: Part) =>
    rounds.length === 0 ? null : rounds.filter(({ parts }) => parts[part].ready).length / rounds.length;
  const count408 = (part: Backfill) => rounds.filter(({ parts }) => parts[part].status === TIMED_OUT).length;
  return {
    rounds: rounds.length,
    est_e2e_avg_ms: toMs(mean(e2e)),
    est_e2e_p95_ms: toMs(computePercentile(e2e, 0.95)),
    est_e2e_p99_ms: toMs(computePercentile(e2e, 0.99)),
    est_e2e_first_ms: firsts.size === 0 ? null : round2(Math.max(...firsts.values())),
    first_screen_avg_ms: toMs(mean(rounds, (one) => one.first_screen_ms)),
    backfill_avg_ms: toMs(mean(rounds, (one) => one.backfill_ms)),
    offers_ready_rate: readyRate('offers'),
    reviews_ready_rate: readyRate('reviews'),
    similar_ready_rate: readyRate('similar'),
    reviews_408_count: count408('reviews'),
    similar_408_count: count408('similar'),
  };
}

/** Sums rounds up, in the order in which they were played; a product that was never visited has no row. */
export function summarizeRounds(rounds: readonly Round[]): Summary {
  const products = [...new Set(rounds.map(({ product }) => product))];
  const byProduct = products.map((name) => [
    name,
    computeFigures(rounds.filter((one) => one.product === name)),
  ]);
  return { ...computeFigures(rounds), by_product: Object.fromEntries(byProduct) };
}
