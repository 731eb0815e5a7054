// Numbers of journeys in rising order, written as steps: the journeys of a second follow each other, so that a few numbers name hundreds.

/** Numbers in rising order → how far to the next one, how often such a step is made, and so on. */
export function toSteps(numbers: readonly number[]): number[] {
  const steps: number[] = [];
  let last = 0;
  for (const n of numbers) {
    const end = steps.length - 1;
    if (end > 0 && steps[end - 1] === n - last) steps[end] = (steps[end] ?? 0) + 1;
    else steps.push(n - last, 1);
    last = n;
  }
  return steps;
}

/** Reads what `toSteps` wrote. */
export function* readSteps(steps: readonly number[]): Generator<number> {
  let n = 0;
  for (let i = 0; i + 1 < steps.length; i += 2) {
    for (let left = steps[i + 1] ?? 0; left > 0; left--) {
      n += steps[i] ?? 0;
      yield n;
    }
  }
}

/** How many numbers they are. */
export function countSteps(steps: readonly number[]): number {
  let count = 0;
  for (let i = 1; i < steps.length; i += 2) count += steps[i] ?? 0;
  return count;
}
