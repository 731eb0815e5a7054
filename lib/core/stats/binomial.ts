// The binomial distribution: by it a share seen in few answers is held against a bound without crying wolf.

/**
 * P(X ≥ hits), X binomial with `samples` trials of chance `rate`: 1 less the sum of the first terms of the distribution.
 * For one hit that is 1 − (1 − rate)^samples.
 */
export function computeChanceOf(hits: number, samples: number, rate: number): number {
  if (hits <= 0) return 1;
  if (samples < hits || rate <= 0) return 0;
  if (rate >= 1) return 1;
  // In logarithms, since (1 − rate)^samples may be too small to hold.
  let logTerm = samples * Math.log1p(-rate);
  let fewer = 0;
  for (let i = 0; i < hits; i++) {
    fewer += Math.exp(logTerm);
    logTerm += Math.log((samples - i) / (i + 1)) + Math.log(rate) - Math.log1p(-rate);
  }
  return Math.max(0, 1 - fewer);
}

/** The rate at which `computeChanceOf(hits, samples, rate)` comes to `chance`, by halving: the chance grows with the rate. */
export function computeRateFor(chance: number, hits: number, samples: number): number {
  let low = 0;
  let high = 1;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (computeChanceOf(hits, samples, middle) < chance) low = middle;
    else high = middle;
  }
  return high;
}

/** The fewest hits that P(X ≤ hits) > probability holds for, X binomial with `samples` trials of chance `rate`. */
export function computeQuantile(probability: number, samples: number, rate: number): number {
  if (rate <= 0) return 0;
  if (rate >= 1) return samples;
  let logTerm = samples * Math.log1p(-rate);
  let upTo = 0;
  for (let hits = 0; hits < samples; hits++) {
    upTo += Math.exp(logTerm);
    if (upTo > probability) return hits;
    logTerm += Math.log((samples - hits) / (hits + 1)) + Math.log(rate) - Math.log1p(-rate);
  }
  return samples;
}
