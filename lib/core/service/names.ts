// The names that a service gives to its own things, as our files hold them.

/** Each list without doubles. */
export interface ServiceNames {
  /** Its own id. */
  readonly id: string;
  readonly journeys: readonly string[];
  readonly steps: readonly string[];
  readonly variants: readonly string[];
  /** Those of the engine too. */
  readonly violations: readonly string[];
  /** The 0/1 fields of a response row. */
  readonly flags: readonly string[];
  /** The counters of its flags. */
  readonly counters: readonly string[];
  /** Those of them that the summary holds, in `totals` and, as shares of the answers, in `rates`. */
  readonly totals: readonly string[];
  readonly rates: readonly string[];
}
