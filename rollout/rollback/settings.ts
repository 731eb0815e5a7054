// How long a rollback may take, how often it looks, and when it believes what it sees.

export interface RollbackSettings {
  /** After so long a rollback that is not over is unresolved, in ms. */
  readonly deadlineMs: number;
  /** Between two looks at the actuator, in ms. */
  readonly pollMs: number;
  /** The first pause after a step that had no effect; each further one is twice as long, in ms. */
  readonly backOffMs: number;
  readonly mostBackOffMs: number;
  /** The users' path must be free of the version for so long, in ms. */
  readonly quietMs: number;
  /** And must have been looked at so often within that. */
  readonly quietLooks: number;
  /** What only a person can mend (denied, missing, strange, stuck) must be seen for so long before it ends the rollback, in ms. */
  readonly hopelessMs: number;
  /** A lock is taken over when it was not renewed for so long, in ms. */
  readonly leaseMs: number;
  /** One call to the actuator, in ms. */
  readonly callMs: number;
}

/**
 * Ten seconds of a hundred looks: a version with one user in twenty is missed by all of them once in 170 times, and the actuator must have
 * said besides that it is gone.
 */
export const ROLLBACK_SETTINGS: RollbackSettings = {
  deadlineMs: 240_000,
  pollMs: 500,
  backOffMs: 1_000,
  mostBackOffMs: 15_000,
  quietMs: 10_000,
  quietLooks: 50,
  hopelessMs: 15_000,
  leaseMs: 15_000,
  callMs: 5_000,
};

/** The pause after the nth attempt in a row that had no effect (1 for the first), in ms. */
export const toBackOffMs = (attempt: number, { backOffMs, mostBackOffMs }: RollbackSettings): number =>
  Math.min(mostBackOffMs, backOffMs * 2 ** Math.max(0, attempt - 1));
