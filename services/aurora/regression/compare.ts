// Is the page faster or slower than in an earlier report? A difference with its confidence interval, and what follows from it.
import { mean, quantileSorted, variance } from 'd3-array';
import jStat from 'jstat';
import {
  computeOwnConfidence,
  type Difference,
  decideDifference,
  decideOverall,
  listOther,
  type Setup,
} from '../../../lib/core/stats/difference.ts';
import { drawUnit } from '../../../lib/core/stats/draw.ts';
import type { ComparedMetric, Comparison, Round } from './report-schema.ts';
import { isAnswered } from './rounds.ts';
import { computePercentile } from './summary.ts';

/** All intervals of a comparison hold at once with this probability. */
const FAMILY_CONFIDENCE = 0.95;
/** Fewer formal rounds of a product than this say nothing on a spread. */
export const MIN_ROUNDS = 10;
const RESAMPLES = 2_000;
const SEED = 20_261_121;
/** A quarter of the 100 ms up to which an answer feels instant (Nielsen, Usability Engineering, 1993). */
const MIN_TOLERANCE_MS = 25;
const READY_TOLERANCE = 0.05;

/**
 * Welch's interval for the difference of two means (Welch 1947), the degrees of freedom by Satterthwaite; it needs no equal variances.
 * @param earlier,later two values each at least
 */
export function computeWelch(
  earlier: readonly number[],
  later: readonly number[],
  confidence: number,
): Difference {
  const part = (values: readonly number[]) => (variance(values) ?? 0) / values.length;
  const [a, b] = [part(earlier), part(later)];
  const middle = (mean(later) ?? 0) - (mean(earlier) ?? 0);
  const error = Math.sqrt(a + b);
  if (error === 0) return { low: middle, middle, high: middle };
  const freedom = (a + b) ** 2 / (a ** 2 / (earlier.length - 1) + b ** 2 / (later.length - 1));
  const margin = jStat.studentt.inv((1 + confidence) / 2, freedom) * error;
  return { low: middle - margin, middle, high: middle + margin };
}

/** The percentile bootstrap (Efron 1979) for the difference of two 95th percentiles: 2,000 resamples, always drawn alike. */
export function computeBootstrapP95(
  earlier: readonly number[],
  later: readonly number[],
  confidence: number,
): Difference {
  const p95 = (values: readonly number[]) => computePercentile(values, 0.95) ?? 0;
  const createResampled = (values: readonly number[], salt: number) => {
    const resample = new Float64Array(values.length);
    return (n: number) => {
      for (let i = 0; i < values.length; i++)
        resample[i] = values[Math.floor(drawUnit(SEED + n, i, salt) * values.length)] ?? 0;
      return quantileSorted([...resample.sort()], 0.95) ?? 0;
    };
  };
  const [laterP95, earlierP95] = [createResampled(later, 1), createResampled(earlier, 2)];
  const drawn = Array.from({ length: RESAMPLES }, (_, n) => laterP95(n) - earlierP95(n));
  const at = (p: number) => computePercentile(drawn, p) ?? 0;
  return { low: at((1 - confidence) / 2), middle: p95(later) - p95(earlier), high: at((1 + confidence) / 2) };
}

/** The interval of Agresti and Caffo (2000) for the difference of two shares: one hit and one miss more on each side. */
export function computeAgrestiCaffo(
  earlier: readonly boolean[],
  later: readonly boolean[],
  confidence: number,
): Difference {
  const count = (values: readonly boolean[]) => values.filter(Boolean).length;
  const share = (values: readonly boolean[]) => (count(values) + 1) / (values.length + 2);
  const spread = (values: readonly boolean[]) => (share(values) * (1 - share(values))) / (values.length + 2);
  const centre = share(later) - share(earlier);
  const margin = jStat.normal.inv((1 + confidence) / 2, 0, 1) * Math.sqrt(spread(earlier) + spread(later));
  return {
    low: Math.max(-1, centre - margin),
    middle: count(later) / later.length - count(earlier) / earlier.length,
    high: Math.min(1, centre + margin),
  };
}

export interface ComparedRun {
  readonly rounds: readonly Round[];
  /** `merchant:product` of the hot set, and whatever else must be alike. */
  readonly setup: Setup;
}

/** Why two runs cannot be held against each other; '' where they can. */
function findObstacle(earlier: ComparedRun, later: ComparedRun, products: readonly string[]): string {
  const [other] = listOther(earlier.setup, later.setup);
  if (other !== undefined) return other;
  for (const product of products) {
    for (const [when, run] of [
      ['then', earlier],
      ['now', later],
    ] as const) {
      const { length } = run.rounds.filter((one) => one.product === product);
      if (length < MIN_ROUNDS)
        return `${length} answered formal rounds of ${product} ${when}, ${MIN_ROUNDS} needed`;
    }
  }
  return products.length === 0 ? 'no round was answered' : '';
}

/** What decided, in half a sentence that follows the verdict. */
function toReason(verdict: ComparedMetric['verdict'], named: string): string {
  switch (verdict) {
    case 'same':
      return 'no difference beyond the tolerance';
    case 'inconclusive':
      return `${named}: the interval lies on both sides of the tolerance`;
    case 'worse':
    case 'better':
      return named;
  }
}

/** A call that nobody takes is over in no time: no page is faster for it. */
const leaveOutUnanswered = (run: ComparedRun): ComparedRun => ({
  ...run,
  rounds: run.rounds.filter(isAnswered),
});

/**
 * Compares the formal rounds of two runs, product by product: mean, p95, and the share of pages on which every part is ready (a
 * page that fails fast is not better).
 * @param toleranceRatio of the earlier time; 25 ms at least
 */
export function compareRuns(then: ComparedRun, now: ComparedRun, toleranceRatio: number): Comparison {
  const [earlier, later] = [leaveOutUnanswered(then), leaveOutUnanswered(now)];
  const products = [...new Set(later.rounds.map(({ product }) => product))];
  const confidence = computeOwnConfidence(FAMILY_CONFIDENCE, products.length * 3);
  const obstacle = findObstacle(earlier, later, products);
  if (obstacle !== '') return { verdict: 'not_comparable', why: obstacle, confidence, metrics: [] };
  const metrics = products.flatMap((product): ComparedMetric[] => {
    const of = (run: ComparedRun) => run.rounds.filter((one) => one.product === product);
    const ms = (run: ComparedRun) => of(run).map((one) => one.est_e2e_ms);
    const ready = (run: ComparedRun) =>
      of(run).map(({ parts }) => Object.values(parts).every((part) => part.ready));
    const timed = (
      metric: 'est_e2e_avg_ms' | 'est_e2e_p95_ms',
      method: string,
      read: (values: readonly number[]) => number,
      difference: Difference,
    ): ComparedMetric => {
      const before = read(ms(earlier));
      const tolerance = Math.max(MIN_TOLERANCE_MS, before * toleranceRatio);
      const verdict = decideDifference(difference, { tolerance, better: 'lower', unshown: 'inconclusive' });
      return {
        product,
        metric,
        method,
        earlier: before,
        later: read(ms(later)),
        ...difference,
        tolerance,
        verdict,
      };
    };
    const share = (values: readonly boolean[]) => values.filter(Boolean).length / values.length;
    const readiness = computeAgrestiCaffo(ready(earlier), ready(later), confidence);
    return [
      timed(
        'est_e2e_avg_ms',
        'Welch t',
        (v) => mean(v) ?? 0,
        computeWelch(ms(earlier), ms(later), confidence),
      ),
      timed(
        'est_e2e_p95_ms',
        `bootstrap, ${RESAMPLES} resamples, seed ${SEED}`,
        (v) => computePercentile(v, 0.95) ?? 0,
        computeBootstrapP95(ms(earlier), ms(later), confidence),
      ),
      {
        product,
        metric: 'ready_rate',
        method: 'Agresti-Caffo',
        earlier: share(ready(earlier)),
        later: share(ready(later)),
        ...readiness,
        tolerance: READY_TOLERANCE,
        verdict: decideDifference(readiness, {
          tolerance: READY_TOLERANCE,
          better: 'higher',
          unshown: 'inconclusive',
        }),
      },
    ];
  });
  const verdict = decideOverall(metrics.map((metric) => metric.verdict));
  const named = metrics
    .filter((metric) => metric.verdict === verdict)
    .map(({ product, metric }) => `${product} ${metric}`);
  return { verdict, why: toReason(verdict, named.join(', ')), confidence, metrics };
}
