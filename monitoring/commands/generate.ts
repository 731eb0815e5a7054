// Stands in for the action of the generator, until it is there.
import type { Action } from './context.ts';

/** Not there yet. */
export const runGenerate: Action = async () => {
  throw new Error('the generator is not there yet');
};
