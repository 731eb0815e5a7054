// What was found of a text, found once: answers say the same again and again, and k6's interpreter is slow.

/** So many keys are remembered, none of them longer: an answer has a few hundred. */
const MOST_KEYS = 2_000;
const MOST_KEY_CHARS = 100;

/** What was found of texts so far. To be asked as `known[text] ?? find(text)`: in k6 a call takes three times as long as that look. */
export interface Memory<Found> {
  /** A table without a prototype, of which k6 reads in half the time of a Map. */
  readonly known: Readonly<Record<string, Found | undefined>>;
  find(text: string): Found;
}

/**
 * Remembers what `find` said of a text.
 * @param find pure, and never undefined
 * @param most so many texts at most; when there are more, it begins anew
 * @param mostChars longer texts are not remembered, so that what is known stays small
 */
export function createMemory<Found>(
  find: (text: string) => Found,
  most = MOST_KEYS,
  mostChars = MOST_KEY_CHARS,
): Memory<Found> {
  const memory = {
    known: Object.create(null) as Record<string, Found | undefined>,
    find(text: string): Found {
      const before = memory.known[text];
      if (before !== undefined) return before;
      const found = find(text);
      if (text.length > mostChars) return found;
      if (room-- === 0) {
        memory.known = Object.create(null);
        room = most - 1;
      }
      memory.known[text] = found;
      return found;
    },
  };
  let room = most;
  return memory;
}

/** A function that remembers what it said of a text; see `createMemory`. */
export function remember<Found>(
  find: (text: string) => Found,
  most = MOST_KEYS,
  mostChars = MOST_KEY_CHARS,
): (text: string) => Found {
  return createMemory(find, most, mostChars).find;
}
