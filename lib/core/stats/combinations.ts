// In how many ways some can be chosen, in logarithms, since the number itself may be too great to hold.

/** ln C(n, k), as a sum of at most k logarithms; −∞ where there are fewer than k. */
export function computeLogChoices(n: number, k: number): number {
  if (k > n) return Number.NEGATIVE_INFINITY;
  const few = Math.min(k, n - k);
  let sum = 0;
  for (let i = 1; i <= few; i++) sum += Math.log((n - few + i) / i);
  return sum;
}
