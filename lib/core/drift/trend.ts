// Whether a series of buckets drifts: by more than is tolerated, and by more than chance makes of it.
import { deviation, median } from 'd3-array';
import jStat from 'jstat';
import { computeVarianceFactor } from './autocorrelation.ts';
import { computeTrendChance, computeTrendScore } from './mann-kendall.ts';
import { computeRisingFit } from './rising-fit.ts';
import type { Reading } from './series.ts';
import { splitAtStep } from './step.ts';
import { computeSlope } from './theil-sen.ts';

/** A rise is tolerated up to `ratio` of the level at the start, and up to `amount` in the unit of the series, whichever is more. */
export interface Tolerance {
  readonly ratio: number;
  readonly amount: number;
}

/** What a series does over its span. In its own unit. */
export interface Trend {
  /** From its first bucket to its last. */
  readonly spanSec: number;
  /** What it starts from. */
  readonly level: number;
  /** How much it climbs over the span, by its slope. */
  readonly rise: number;
  readonly allowed: number;
  /** The smallest true rise that would have been told with 95 % probability. */
  readonly seenFrom: number;
  /** Chance does hardly climb so. */
  readonly unlikely: boolean;
  readonly drifts: boolean;
}

/** Fewer cannot be told from chance at the level that a gate asks, whatever they show. */
export const LEAST_BUCKETS = 16;
/** How sure "would have been told" is. */
const POWER = 0.95;
/** The level is that of the first part of the buckets. */
const START_SHARE = 1 / 5;

/**
 * Judges a series of at least `LEAST_BUCKETS` buckets, in the order of time. It drifts where it climbs by more than the tolerance
 * (Theil–Sen), and chance does that with a probability under `alpha` (Mann–Kendall, one-sided, its variance as autocorrelation
 * makes it). Only buckets on the same side of the greatest step up are compared: one step is no drift.
 * @param alpha 0..1
 */
export function assessTrend(series: readonly Reading[], tolerance: Tolerance, alpha: number): Trend {
  const values = series.map(({ value }) => value);
  const pieces = splitAtStep(series);
  const spanSec = (series.at(-1)?.atSec ?? 0) - (series[0]?.atSec ?? 0);
  const rise = computeSlope(pieces) * spanSec;
  const level = median(values.slice(0, Math.max(1, Math.round(values.length * START_SHARE)))) ?? 0;
  const allowed = Math.max(tolerance.ratio * level, tolerance.amount);
  const fit = computeRisingFit(values);
  const noise = values.map((value, index) => value - (fit[index] ?? 0));
  const factor = computeVarianceFactor(noise);
  const scores = pieces.map((piece) => computeTrendScore(piece.map(({ value }) => value)));
  const chance = computeTrendChance(scores, factor);
  const error = computeRiseError(pieces, spanSec, Math.sqrt(factor));
  return {
    spanSec,
    level,
    rise,
    allowed,
    seenFrom: computeSeenFrom(allowed, error, values.length, alpha),
    unlikely: chance < alpha,
    drifts: rise > allowed && chance < alpha,
  };
}

/**
 * The rise that is told with 95 % probability: that which clears the tolerance, or chance, in spite of the error of its estimate. The
 * greatest step is looked for first, and takes some of every climb with it; few buckets can hardly be in a better order than chance
 * makes them. What both cost was simulated (trend.simulation.test.ts) for 16 to 200 buckets, independent and alike, and this fits it within a tenth.
 */
function computeSeenFrom(allowed: number, error: number, buckets: number, alpha: number): number {
  const quantile = (share: number) => jStat.normal.inv(share, 0, 1);
  const cost = 1.4 + 24 / (buckets - 8);
  return Math.max(
    allowed + 2.2 * quantile(POWER) * error,
    cost * (quantile(1 - alpha) + quantile(POWER)) * error,
  );
}

/** Theil–Sen is nearly as exact as least squares where noise is normal: its variance is π/3 times as large at the most (Sen 1968). */
const SEN_FACTOR = Math.sqrt(Math.PI / 3);

/** The standard error of a rise: that of a slope through the pieces, by the noise beside it. */
function computeRiseError(
  pieces: readonly (readonly Reading[])[],
  spanSec: number,
  widening: number,
): number {
  const noise: number[] = [];
  let spread = 0;
  for (const piece of pieces) {
    const slope = computeSlope([piece]);
    const times = piece.map(({ atSec }) => atSec);
    noise.push(...toCentred(piece.map(({ atSec, value }) => value - slope * atSec)));
    spread += (deviation(times) ?? 0) ** 2 * (times.length - 1);
  }
  const sigma = 1.4826 * (median(noise, Math.abs) ?? 0);
  return spread === 0 ? 0 : (SEN_FACTOR * sigma * widening * spanSec) / Math.sqrt(spread);
}

function toCentred(values: readonly number[]): number[] {
  const middle = median(values) ?? 0;
  return values.map((value) => value - middle);
}
