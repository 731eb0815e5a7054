// What is wrong with values, and where.

/** One thing that does not fit. */
export interface ValuesFault {
  /** The part, from the root. */
  readonly at: readonly (string | number)[];
  /** What is wrong with it and what would not be, to stand behind the path. */
  readonly says: string;
}

export const fault = (at: ValuesFault['at'], says: string): ValuesFault => ({ at, says });

/** The place of a fault in words, as `rollout.steps[0].weight`. */
export const toFaultPath = (at: ValuesFault['at']): string =>
  at
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '');
