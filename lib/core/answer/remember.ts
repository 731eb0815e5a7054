// What was found of a text, found once: answers say the same again and again, and k6's interpreter is slow.

/** So many keys are remembered, none of them longer: an answer has a few hundred. */
const MOST_KEYS = 2_000;
const MOST_KEY_CHARS = 100;

/**
 * A function that remembers what it said of a text, in a table without a prototype: k6 reads that in half the time of a Map.
 * @param find pure, and never undefined
 * @param most so many texts at most; when there are more, it begins anew
 * @param mostChars longer texts are not remembered, so that what is known stays small
 */
export function remember<Found>(
  find: (text: string) => Found,
  most = MOST_KEYS,
  mostChars = MOST_KEY_CHARS,
): (text: string) => Found {
  let known: Record<string, Found | undefined> = Object.create(null);
  let room = most;
  return (text) => {
    const before = known[text];
    if (before !== undefined) return before;
    const found = find(text);
    if (text.length > mostChars) return found;
    if (room-- === 0) {
      known = Object.create(null);
      room = most - 1;
    }
    known[text] = found;
    return found;
  };
}
