// jstat brings no types: what we use of it.
declare module 'jstat' {
  const jStat: {
    readonly beta: {
      /** The quantile of the beta distribution: the x with I_x(alpha, beta) = p. */
      inv(p: number, alpha: number, beta: number): number;
    };
    readonly studentt: {
      /** The quantile of Student's t. */
      inv(p: number, degreesOfFreedom: number): number;
    };
    readonly normal: {
      cdf(x: number, mean: number, deviation: number): number;
      /** The quantile of the normal distribution. */
      inv(p: number, mean: number, deviation: number): number;
    };
    readonly chisquare: {
      cdf(x: number, degreesOfFreedom: number): number;
      /** The quantile: the x with cdf(x, degreesOfFreedom) = p. */
      inv(p: number, degreesOfFreedom: number): number;
    };
  };
  export = jStat;
}
