// The seeded generator behind every random choice of a run, so that SEED alone repeats it.

/**
 * A number in 0..1 (1 excluded) that depends on nothing but its arguments: the same seed, index and salt
 * give the same number in any order and on any VU, which a stateful generator could not promise.
 * The mixing steps are those of murmur3's 32-bit finalizer (Appleby, SMHasher, public domain).
 */
export function drawUnit(seed: number, index: number, salt: number): number {
  let h =
    Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^
    Math.imul(index + 1, 0xc2b2ae35) ^
    Math.imul(salt + 1, 0x27d4eb2f);
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  h ^= h >>> 16;
  return (h >>> 0) / 4294967296;
}

/**
 * Picks one of the keys in proportion to its weight.
 * @param weights non-negative, at least one above 0; the keys keep their order
 * @param unit a number in 0..1 (1 excluded)
 * @throws RangeError when no weight is above 0
 */
export function pickWeighted<K extends string>(weights: Readonly<Record<K, number>>, unit: number): K {
  const keys = Object.keys(weights) as K[];
  // By index: k6 draws for each journey, and entries and iterators cost it five times the loop.
  let left = 0;
  for (let i = 0; i < keys.length; i++) left += weights[keys[i] as K];
  left *= unit;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as K;
    left -= weights[key];
    if (left < 0) return key;
  }
  throw new RangeError('no weight is above 0');
}
