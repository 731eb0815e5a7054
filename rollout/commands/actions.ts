// The actions by name.
import type { Action } from './context.ts';
import type { ActionName } from './options.ts';
import { runPolicy } from './policy.ts';

/** What runs each. */
export const ACTIONS: Readonly<Record<ActionName, Action>> = {
  policy: runPolicy,
};
