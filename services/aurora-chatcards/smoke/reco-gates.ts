// The smoke of the recommendation gates, on the newer releases.
import { SMOKE as AURORA_SMOKE } from '../../aurora/smoke/reco-gates.ts';
import { toNewerSmoke } from './newer-smoke.ts';

export const SMOKE = toNewerSmoke(AURORA_SMOKE);
