// Where a row of figures moves to another level. A change is told by a permutation test, which asks nothing of the shape of the figures.
import { median, quantile } from 'd3-array';
import { drawUnit } from './draw.ts';

/** A change lasts: one odd value, or two, is none. */
export const LEAST_STRETCH = 3;
/** So many permutations that reach what was seen end the test: it is none. */
const MOST_REACHED = 10;

/** The first value of another level. */
export interface ChangePoint {
  readonly index: number;
  /** The chance of a step as clear as this one where nothing changes: 0..1. */
  readonly pValue: number;
  /** The medians of the stretch before it and of the one that it begins. */
  readonly before: number;
  readonly after: number;
}

/**
 * The changes of level in `values`, in order. The statistic is the largest standardised difference between the mean before and after
 * (Sen & Srivastava 1975). What chance makes of it is told by permutations (Antoch & Hušková, Statistics & Probability Letters 53
 * (2001) 37–46), which end early where there is nothing to find (Besag & Clifford 1991). Each stretch that a change leaves is looked at
 * again (binary segmentation, Vostrikova 1981), and where there is none its halves too: what goes up and comes back is no one step (the
 * intervals of seeded binary segmentation, Kovács, Bühlmann, Li & Munk, Biometrika 110 (2023) 249–256). The whole has half of `alpha`,
 * each of its halves a quarter.
 * @param values none below 0; they are taken as logarithms, log(1 + x), so that a step is a ratio
 * @param alpha the chance (0..1) of any mark where the values come in no order of their own
 * @param seed of the permutations: the same seed gives the same answer
 */
export function findChangePoints(values: readonly number[], alpha: number, seed: number): ChangePoint[] {
  const logs = Float64Array.from(values, Math.log1p);
  const starts: Step[] = [];
  const look = (from: number, to: number) => {
    const middle = Math.floor((from + to) / 2);
    const found =
      findStep(logs, from, to, alpha / 2, seed) ??
      findStep(logs, from, middle, alpha / 4, seed) ??
      findStep(logs, middle, to, alpha / 4, seed);
    if (!found) return;
    look(from, found.index);
    starts.push(found);
    look(found.index, to);
  };
  look(0, values.length);
  return starts.map(({ index, pValue }, n) => ({
    index,
    pValue,
    before: median(values.slice(starts[n - 1]?.index ?? 0, index)) ?? 0,
    after: median(values.slice(index, starts[n + 1]?.index)) ?? 0,
  }));
}

/** The fewest values among which even the clearest change, one in their middle, can be told: of all orders two look like it. */
export function computeFewestValues(alpha: number): number {
  let [count, orders] = [2 * LEAST_STRETCH, 20];
  while (2 / orders > alpha / 2) {
    count += 1;
    // C(n, ⌊n/2⌋) out of C(n − 1, ⌊(n − 1)/2⌋).
    orders *= count / Math.ceil(count / 2);
  }
  return count;
}

type Step = Pick<ChangePoint, 'index' | 'pValue'>;

/** The clearest step between two places, where it is clearer than chance makes one. */
function findStep(
  all: Float64Array,
  from: number,
  to: number,
  alpha: number,
  seed: number,
): Step | undefined {
  const logs = withoutFarOut(all.slice(from, to));
  const count = logs.length;
  // So few orders that chance alone may bring any of them.
  if (count < computeFewestValues(2 * alpha)) return undefined;
  const weights = Float64Array.from(logs, (_, n) => Math.sqrt(count / ((n + 1) * (count - n - 1))));
  const seen = findClearest(logs, weights);
  // What no figure tells apart is noise of the arithmetic.
  if (seen.height < 1e-9) return undefined;
  const permutations = Math.ceil(MOST_REACHED / alpha);
  const mixed = logs.slice();
  let reached = 0;
  for (let n = 0; n < permutations; n++) {
    shuffle(mixed, seed, n);
    if (findClearest(mixed, weights).height >= seen.height - 1e-9) reached += 1;
    if (reached >= MOST_REACHED) return undefined;
  }
  const pValue = (1 + reached) / (1 + permutations);
  return pValue <= alpha ? { index: from + seen.index, pValue } : undefined;
}

/** A single odd value must not hide a step: those beyond Tukey's fences (1977) count as the fence. */
function withoutFarOut(logs: Float64Array): Float64Array {
  const [low, high] = [quantile(logs, 0.25) ?? 0, quantile(logs, 0.75) ?? 0];
  const reach = 1.5 * (high - low);
  return reach === 0 ? logs : logs.map((value) => Math.min(high + reach, Math.max(low - reach, value)));
}

function findClearest(logs: Float64Array, weights: Float64Array) {
  const count = logs.length;
  let total = 0;
  for (const value of logs) total += value;
  const mean = total / count;
  let [sum, height, index] = [0, 0, 0];
  for (let n = 0; n < count - LEAST_STRETCH; n++) {
    sum += (logs[n] ?? 0) - mean;
    if (n < LEAST_STRETCH - 1) continue;
    const own = Math.abs(sum) * (weights[n] ?? 0);
    if (own <= height) continue;
    height = own;
    index = n + 1;
  }
  return { height, index };
}

/** Fisher and Yates. */
function shuffle(values: Float64Array, seed: number, round: number): void {
  for (let n = values.length - 1; n > 0; n--) {
    const other = Math.floor(drawUnit(seed, n, round) * (n + 1));
    const held = values[n] ?? 0;
    values[n] = values[other] ?? 0;
    values[other] = held;
  }
}
