// A sequential test on a share of bad answers: errors are added up, and each answer takes a little of the sum away.

/** What a healthy service stays under, what a broken one reaches (shares 0..1), and how seldom a healthy one may be stopped. */
export interface SequentialDesign {
  readonly healthyRatio: number;
  readonly brokenRatio: number;
  /** At most this chance (0..1) of a crossing at `healthyRatio` … */
  readonly falseAbort: number;
  /** … in a run of so many samples, however they come. */
  readonly withinSamples: number;
  /** Whether half of that chance is spent on a service that is bad from its first answer on, which is then told sooner. */
  readonly startsAhead: boolean;
}

/** The test in the unit of errors. */
export interface SequentialBound {
  /** The share of errors that costs nothing: each answer takes so much of an error off the sum, down to 0. */
  readonly allowedRatio: number;
  /** The sum that may not be exceeded, in errors. */
  readonly maxExcess: number;
  /** The sum with which a run begins, in errors. */
  readonly headStart: number;
}

/**
 * The Bernoulli CUSUM for a design. Its sum is that of the log-likelihood ratios of Wald's sequential test (Ann. Math. Stat. 16
 * (1945) 117–186), begun anew whenever it falls below 0 (Page, Biometrika 41 (1954) 100–115), divided by the weight of one
 * error; `allowedRatio` is the reference value of Reynolds & Stoumbos, J. Quality Technology 31 (1999) 87–108.
 *
 * The bound on false aborts holds for any run of N samples: a sum that crosses has begun at some error; from an error on, the
 * likelihood ratio is a martingale that starts at p1/p0 and exceeds e^H with chance (p1/p0)·e^−H at most (Ville 1939); N·p0
 * errors are expected. So P ≤ N·p0·(p1/p0)·e^−H = N·p1·e^−H, and H = ln(N·p1/falseAbort).
 *
 * A head start (Lucas & Crosier, Technometrics 24 (1982) 199–205) adds one more sum, that of the whole run so far, which begins
 * at h0 and not at 0. Its likelihood ratio is an e-process (Ramdas et al., Statist. Sci. 38 (2023) 576–601): it begins at 1, and
 * exceeds e^(H−h0) with chance e^−(H−h0) at most. With half of `falseAbort` for each of the two sums, h0 = ln(N·p1).
 * @throws RangeError unless 0 < healthyRatio < brokenRatio < 1
 */
export function computeSequentialBound(design: SequentialDesign): SequentialBound {
  const { healthyRatio: p0, brokenRatio: p1, falseAbort, withinSamples, startsAhead } = design;
  if (!(p0 > 0 && p1 > p0 && p1 < 1)) throw new RangeError(`no test tells ${p0} from ${p1}`);
  const errorWeight = Math.log(p1 / p0);
  const goodWeight = Math.log((1 - p0) / (1 - p1));
  const unit = errorWeight + goodWeight;
  const headStart = startsAhead ? Math.max(0, Math.log(withinSamples * p1)) / unit : 0;
  const budget = headStart > 0 ? falseAbort / 2 : falseAbort;
  return {
    allowedRatio: goodWeight / unit,
    maxExcess: Math.max(0, Math.log((withinSamples * p1) / budget)) / unit,
    headStart,
  };
}
