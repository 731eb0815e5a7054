// What one block of events says against a hypothesis: an e-value, in logarithms.
import type { Cohorts, Counts } from '../measurements.ts';

/** A chance of a bad event in each version (0..1). */
type Chances = Cohorts<number>;

/** Chances are kept off 0 and 1, where one surprise would be infinitely much evidence. */
const EPSILON = 1e-6;
const within = (chance: number) => Math.min(1 - EPSILON, Math.max(EPSILON, chance));

/** log of p(bad events | chance `a`) / p(the same | chance `b`). */
const toLogRatio = ({ bad, all }: Counts, a: number, b: number) =>
  bad * Math.log(a / b) + (all - bad) * Math.log((1 - a) / (1 - b));

const STEPS = 50;

/**
 * The chances on the line `canary = stable + offset` that are nearest to `from`, by the Kullback-Leibler divergence of blocks of
 * this size. The divergence is convex in the chance, so its slope is halved upon; the point lies between the two ends at which one
 * version keeps its chance.
 */
export function projectOnLine(from: Chances, sizes: Cohorts<number>, offset: number): Chances {
  const ends = [from.stable, from.canary - offset];
  let low = Math.max(0, -offset, Math.min(...ends));
  let high = Math.min(1, 1 - offset, Math.max(...ends));
  for (let step = 0; step < STEPS; step++) {
    const stable = (low + high) / 2;
    const canary = stable + offset;
    const slope =
      (sizes.canary * (canary - from.canary)) / (canary * (1 - canary)) +
      (sizes.stable * (stable - from.stable)) / (stable * (1 - stable));
    if (slope < 0) low = stable;
    else high = stable;
  }
  const stable = (low + high) / 2;
  return { stable: within(stable), canary: within(stable + offset) };
}

/** What is to be refuted: the canary's chance exceeds the other's by `offset` at most, or at least. */
export interface Hypothesis {
  readonly exceeds: 'atMost' | 'atLeast';
  readonly offset: number;
}

/**
 * The logarithm of an e-value of one block against a hypothesis: the likelihood of the alternative over that of the nearest point of the hypothesis.
 * Its mean is 1 at most wherever the hypothesis holds: Turner, Ly & Grünwald, "Generic E-variables for exact sequential k-sample
 * tests that allow for optional stopping", J. Statistical Planning and Inference 230 (2024); for hypotheses about a difference,
 * Turner & Grünwald, "Exact anytime-valid confidence intervals for contingency tables and beyond", Statistics & Probability Letters
 * 198 (2023). Proof for a line: each event's factor has the mean 1 + x, the sum of all x is 0 at most since the point is the
 * nearest of a convex set, and so the product of the means is exp(0) at most.
 * @param alternative chosen before the block was seen; one that lies within the hypothesis gains nothing
 */
export function computeBlockGain(
  block: Cohorts<Counts>,
  alternative: Chances,
  { exceeds, offset }: Hypothesis,
): number {
  const { canary, stable } = block;
  if (canary.all === 0 || stable.all === 0) return 0;
  const bet = { canary: within(alternative.canary), stable: within(alternative.stable) };
  const beyond = bet.canary - bet.stable - offset;
  if (exceeds === 'atMost' ? beyond <= 0 : beyond >= 0) return 0;
  const nearest = projectOnLine(bet, { canary: canary.all, stable: stable.all }, offset);
  return toLogRatio(canary, bet.canary, nearest.canary) + toLogRatio(stable, bet.stable, nearest.stable);
}

/**
 * The same for one version alone, against "its chance is `bound` at most": a likelihood ratio, whose mean is 1 at the bound and less
 * below it (Wald, "Sequential tests of statistical hypotheses", 1945).
 * @param alternative above `bound`
 */
export const computeOwnGain = (counts: Counts, alternative: number, bound: number): number =>
  toLogRatio(counts, within(Math.max(alternative, bound)), within(bound));
