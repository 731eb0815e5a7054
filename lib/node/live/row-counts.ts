// The run so far in the smallest form: how many rows of each type.
import type { FeedRow } from '../../core/feed-row.ts';

export interface Digest {
  add(row: FeedRow): void;
  toJSON(): unknown;
}

/** Counts rows by type. */
export function createDigest(): Digest {
  const counts: Record<string, number> = {};
  return {
    add(row) {
      counts[row.type] = (counts[row.type] ?? 0) + 1;
    },
    toJSON: () => ({ rows: counts }),
  };
}
