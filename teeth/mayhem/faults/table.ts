// Everything that is done to a run, and how it may end after it.
import type { Fault } from './fault.ts';
import { PARTS } from './parts.ts';
import { SIGNALS } from './signals.ts';
import { SURROUNDINGS } from './surroundings.ts';

export const FAULTS: readonly Fault[] = [...PARTS, ...SIGNALS, ...SURROUNDINGS];
