// The actions by name.
import type { EvidenceContext } from './context.ts';
import type { EvidenceAction } from './options.ts';

/** What runs each. @returns the exit code */
export const ACTIONS: Readonly<Record<EvidenceAction, (context: EvidenceContext) => Promise<number>>> = {
  keygen: async (context) => (await import('./keygen.ts')).runKeygen(context),
  verify: async (context) => (await import('./verify.ts')).runVerify(context),
  list: async (context) => (await import('./list.ts')).runList(context),
  show: async (context) => (await import('./list.ts')).runShow(context),
  export: async (context) => (await import('./export.ts')).runExport(context),
  prune: async (context) => (await import('./prune.ts')).runPrune(context),
};
