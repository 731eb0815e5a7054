// The runtime smoke, on the newer releases.
import { SMOKE as AURORA_SMOKE } from '../../aurora/smoke/runtime.ts';
import { toNewerSmoke } from './newer-smoke.ts';

export const SMOKE = toNewerSmoke(AURORA_SMOKE);
