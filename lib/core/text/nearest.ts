// What somebody may have meant who wrote a word that is not known.

/** How many letters must be put in, left out, changed, or swapped with their neighbour to make `b` of `a` (Damerau, 1964). */
function countEdits(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (row[j - 1] ?? 0) + Number(a[i - 1] !== b[j - 1]);
      const swaps = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = swaps ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, swapped));
    }
    [before, row] = [row, next];
  }
  return row[b.length] ?? 0;
}

/** A word in which more than this share of letters differs was not a slip. */
const MAX_EDITS_RATIO = 0.4;

/** The known word that is nearest to `word`; undefined where none is near. The first one of several that are as near. */
export function findNearest(word: string, known: readonly string[]): string | undefined {
  const near = known
    .map((candidate) => ({ candidate, edits: countEdits(word, candidate) }))
    .filter(({ candidate, edits }) => edits <= Math.max(word.length, candidate.length) * MAX_EDITS_RATIO);
  const fewest = Math.min(...near.map(({ edits }) => edits));
  return near.find(({ edits }) => edits === fewest)?.candidate;
}

/** What a message says of the known word that is nearest to `word`, with a blank before it; '' where none is near. */
export function toHint(word: string, known: readonly string[]): string {
  const nearest = findNearest(word, known);
  return nearest === undefined ? '' : ` (Did you mean ${nearest}?)`;
}
