// A flow in place of the one that a bundle of scenarios/flow.ts is made for.
import type { CompiledFlow } from '../../lib/core/smoke/flows/compiled.ts';

export const FLOW: CompiledFlow = { id: 'look', deadlineMs: 1000, variants: [], plays: { journeys: [] } };
