// What the digest of a run needs to know of gates and profiles.
import type { DigestRules } from '../lib/core/digest/data.ts';
import type { Service } from '../lib/core/service/service.ts';
import { listGates } from './gates.ts';
import { PROFILES } from './profiles.ts';

/** The rules for a run of this service. */
export const toDigestRules = (service: Service): DigestRules => ({ service, profiles: PROFILES, listGates });
