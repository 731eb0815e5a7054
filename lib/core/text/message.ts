// What was thrown, in words: it may be anything.

/** The message of an error; anything else that was thrown as a text. */
export const toMessage = (error: unknown): string => (error instanceof Error ? error.message : String(error));
