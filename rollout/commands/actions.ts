// The actions by name.
import type { Action } from './context.ts';
import type { ActionName } from './options.ts';
import { runPolicy } from './policy.ts';

/** What runs each. */
export const ACTIONS: Readonly<Record<ActionName, Action>> = {
  policy: runPolicy,
  // It alone reads values files, and loads what reads them.
  generate: async (context) => (await import('./generate.ts')).runGenerate(context),
};
