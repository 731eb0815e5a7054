// Where a curve has nothing to say: a line across it would be taken for values.
import { median } from 'd3-array';

/** So many times what usually lies between two values; a slow service leaves a few seconds without an answer. */
const SILENT_STEPS = 8;

interface Silences {
  /** Places of the last value before each silence, and of the first one behind it. */
  readonly spans: readonly (readonly [before: number, behind: number])[];
  /** Indices of the values that stand between two silences, and need a dot to be seen. */
  readonly alone: readonly number[];
}

/**
 * The silences of a curve: stretches without a value that are more than eight times as long as the median distance of two values. A curve of
 * few values has long distances everywhere, and none of them is a silence.
 */
export function findSilences(
  places: readonly number[],
  values: readonly (number | null | undefined)[],
): Silences {
  const told = places.flatMap((place, index) =>
    typeof values[index] === 'number' ? [{ place, index }] : [],
  );
  const steps = told.slice(1).map(({ place }, i) => place - (told[i]?.place ?? place));
  const longest = (median(steps) ?? 0) * SILENT_STEPS;
  const isSilent = (step: number | undefined) => step === undefined || step > longest;
  return {
    spans: steps.flatMap((step, i) =>
      isSilent(step) ? [[told[i]?.place ?? 0, told[i + 1]?.place ?? 0] as const] : [],
    ),
    alone: told.flatMap(({ index }, i) => (isSilent(steps[i - 1]) && isSilent(steps[i]) ? [index] : [])),
  };
}
