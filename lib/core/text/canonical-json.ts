// JSON that is the same for the same value, whatever the order in which its keys were written: what a hash is taken of.

/** A value as JSON, the keys of each object by their names; what has no JSON, as undefined, is left out. */
export const toCanonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
