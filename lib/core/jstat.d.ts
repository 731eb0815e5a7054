// jstat brings no types: what we use of it.
declare module 'jstat' {
  const jStat: {
    readonly beta: {
      /** The quantile of the beta distribution: the x with I_x(alpha, beta) = p. */
      inv(p: number, alpha: number, beta: number): number;
    };
  };
  export = jStat;
}
