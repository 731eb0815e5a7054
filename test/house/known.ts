// What the house does not keep yet. Each list may only shrink: an entry that is no longer needed fails its test.

/** What is found and not on the list, and what is on the list and no longer found: both empty when all is as known. */
export function compareWithKnown(
  found: readonly string[],
  known: readonly string[],
): { readonly isNew: readonly string[]; readonly isMended: readonly string[] } {
  return {
    isNew: found.filter((one) => !known.includes(one)),
    isMended: known.filter((one) => !found.includes(one)),
  };
}

/** Nothing new, nothing mended. */
export const AS_KNOWN = { isNew: [], isMended: [] };

/** Files that import what their room may not, or name the folder of a service. */
export const KNOWN_IMPORTS: readonly string[] = [];

/** Circles, as the test tells them. */
export const KNOWN_CIRCLES: readonly string[] = [];

export const KNOWN_ROOMS = {
  /** Of the lay-out, and not there yet. */
  missing: [],
  /** Rooms with too many sources. */
  crowded: [],
  /** Rooms that docs/architecture.md does not name. */
  unnamed: [],
  /** Rooms that docs/architecture.md names and that are gone. */
  gone: [],
} satisfies Record<string, readonly string[]>;

/** Files of the engine that say words of the domain, and how many they say at most. */
export const KNOWN_WORDS: Readonly<Record<string, number>> = {
  // The key of a share, of which the names of its rules and alerts are made.
  'lib/core/monitoring/monitored.ts': 2,
};
