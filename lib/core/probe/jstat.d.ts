/** The one part of jstat that is used; the package brings no types. */
declare module 'jstat' {
  interface ChiSquare {
    cdf(x: number, degreesOfFreedom: number): number;
    inv(probability: number, degreesOfFreedom: number): number;
  }
  const jstat: { readonly jStat: { readonly chisquare: ChiSquare } };
  export = jstat;
}
