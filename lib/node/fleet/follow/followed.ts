// What whoever follows a runner is told, wherever the runner's rows come from.

/** Since when (ms of `performance.now`) nobody can read on, and why. */
export interface Refused {
  readonly sinceMs: number;
  readonly why: string;
}

export interface Followed {
  /** Lines come in the pieces in which they were read, so that a reader can do something once for many. */
  readonly onLines: (lines: readonly string[]) => void;
  /** Whether the runner is over, so that there will be no more lines. */
  readonly isOver: () => Promise<boolean>;
  /** Undefined where it is read again. */
  readonly onRefused: (refused: Refused | undefined) => void;
  readonly signal: AbortSignal;
}
