// Stands in for the action of the generator, until it is there.

/** @returns the paths of the files that it wrote */
export async function runGenerate(): Promise<readonly string[]> {
  throw new Error('the generator is not there yet');
}
