// What a service promises of its answers, as its folder says it: the gates that are its own.

/** A promise: a flag that is a violation, or another that must not come, as a gate with its bound of 0. */
export interface PromiseGate<FlagId extends string = string> {
  readonly flag: FlagId;
  /** The gate's id; the flag's where left out. */
  readonly id?: string;
  /** The promise in words that a release manager reads. */
  readonly why: string;
  /** What one that broke it did, in the past tense and with its noun first: `item went for nothing`. */
  readonly broke?: string;
  /** What is missing where nothing was seen, as `no answer was judged`. */
  readonly minSamplesWhy: string;
  /** False where it is told at the end only; else the first break ends the run. */
  readonly stopAtFirst?: false;
  /** The option, of the choices advisory and blocking, that says whether it decides; blocking where left out. */
  readonly severityOption?: string;
}

/** A bound on the share of answers that have a flag, in any stretch of `windowSec`. */
export interface RateGate<FlagId extends string = string>
  extends Pick<PromiseGate<FlagId>, 'flag' | 'why' | 'broke'> {
  readonly id: string;
  readonly windowSec: number;
  /** A window with fewer answers is counted as if the missing ones were good. */
  readonly fullWindow: number;
  /** The option that holds its bound (0..1). */
  readonly boundOption: string;
}
