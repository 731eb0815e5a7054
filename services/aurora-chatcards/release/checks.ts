// What a newer release is held to before its soak.
import { toChecks } from '../../aurora/release/checks.ts';
import { SMOKE as RECO_GATES } from '../smoke/reco-gates.ts';
import { SMOKE as RUNTIME } from '../smoke/runtime.ts';

export const CHECKS = toChecks(RUNTIME, RECO_GATES);
