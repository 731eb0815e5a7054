// What the service remembers between the calls of one journey, keyed by user and bounded: a soak must not grow it.
import type { Confidence } from './envelopes/turn.ts';

/** The profile as the wire carries it; null where the user has not said. */
export type Profile = {
  readonly skinType: string | null;
  readonly sensitivity: string | null;
  readonly barrierStatus: string | null;
  readonly goals: readonly string[] | null;
  readonly region: string | null;
  readonly budgetTier: string | null;
  readonly currentRoutine: string | null;
  readonly itinerary: string | null;
  readonly contraindications: readonly string[];
};

/** A profile of a user who has said nothing yet. */
export const EMPTY_PROFILE: Profile = {
  skinType: null,
  sensitivity: null,
  barrierStatus: null,
  goals: null,
  region: null,
  budgetTier: null,
  currentRoutine: null,
  itinerary: null,
  contraindications: [],
};

/** The result of an analysis that recommendations rest on. */
export type Artifact = {
  readonly artifactId: string;
  readonly confidence: Confidence;
  readonly usedPhoto: boolean;
  readonly routine: string | null;
};

/** One user's memory. */
export type User = { readonly profile: Profile | null; readonly artifact: Artifact | null };

/** One uploaded photo; its bytes are not kept. */
export type Photo = { readonly uid: string; readonly slotId: string; readonly qcStatus: 'passed' | 'failed' };

/** A map that forgets the entry unused for longest once it holds more than `maxEntries`. */
export type LruMap<Value> = {
  readonly get: (key: string) => Value | undefined;
  readonly set: (key: string, value: Value) => void;
  readonly delete: (key: string) => void;
  readonly size: () => number;
};

/** Makes an empty LRU map; `maxEntries` is at least 1. */
export function createLruMap<Value>(maxEntries: number): LruMap<Value> {
  const entries = new Map<string, Value>();
  // A Map iterates in order of insertion, so putting an entry back in makes it the youngest.
  const touch = (key: string, value: Value): void => {
    entries.delete(key);
    entries.set(key, value);
  };
  return {
    get: (key) => {
      const value = entries.get(key);
      if (value !== undefined) touch(key, value);
      return value;
    },
    set: (key, value) => {
      touch(key, value);
      if (entries.size <= maxEntries) return;
      for (const oldest of entries.keys()) {
        entries.delete(oldest);
        break;
      }
    },
    delete: (key) => {
      entries.delete(key);
    },
    size: () => entries.size,
  };
}

/** The memory of the service: users and photos, each bounded on its own. */
export type Memory = {
  readonly user: (uid: string) => User;
  readonly saveUser: (uid: string, patch: Partial<User>) => void;
  /** Keeps what is remembered of a user now; the function that it gives brings that back. */
  readonly keepUser: (uid: string) => () => void;
  readonly photo: (photoId: string) => Photo | undefined;
  readonly savePhoto: (photoId: string, photo: Photo) => void;
  readonly userCount: () => number;
  readonly photoCount: () => number;
};

/** Makes an empty memory that holds up to `maxUsers` users and as many photos. */
export function createMemory(maxUsers: number): Memory {
  const users = createLruMap<User>(maxUsers);
  const photos = createLruMap<Photo>(maxUsers);
  const user = (uid: string): User => users.get(uid) ?? { profile: null, artifact: null };
  return {
    user,
    saveUser: (uid, patch) => users.set(uid, { ...user(uid), ...patch }),
    keepUser: (uid) => {
      const kept = users.get(uid);
      return () => (kept === undefined ? users.delete(uid) : users.set(uid, kept));
    },
    photo: photos.get,
    savePhoto: photos.set,
    userCount: users.size,
    photoCount: photos.size,
  };
}
