// What the digest of a run needs to know of gates and profiles.
import type { DigestRules } from '../lib/core/digest/data.ts';
import { listGates } from './gates.ts';
import { PROFILES } from './profiles.ts';

export const DIGEST_RULES: DigestRules = { profiles: PROFILES, listGates };
