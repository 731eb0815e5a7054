// The one reader of k6's environment.

import { SharedArray } from 'k6/data';
import { SERVICE } from 'service-under-test';
import { PROFILES } from '../../thresholds/profiles.ts';
import { OptionError } from '../core/options/option-error.ts';
import { type Plan, parsePlan } from '../core/plan/plan.ts';

/**
 * The plan of this run, read once and handed to each VU: reading it takes k6 4 ms, and there may be hundreds of VUs. Each of several
 * runners must come to the same, so a seed that was not given is drawn once, in setup, and not here. k6 injects no toxics by itself: an
 * orchestrator that does says so, and reads the journal. Must be called while the script is loading.
 * @throws Error with the one sentence of the option that cannot be used; k6 then ends before the first journey
 */
export function readPlan(): Plan {
  return new SharedArray<Plan>('plan', () => [parseEnvironment()])[0] as Plan;
}

function parseEnvironment(): Plan {
  try {
    refuseOther(__ENV.GATE_SERVICE);
    const plan = parsePlan(SERVICE, { ...__ENV, TOXIPROXY_ENABLED: readInjects() }, PROFILES, () => 0);
    if (plan.base === '')
      throw new OptionError(
        'BASE is not given, and k6 has no embedded service; give one, as -e BASE=http://127.0.0.1:3300 (k6 that hides the environment from scripts takes every option by -e)',
      );
    requireShared(plan);
    return plan;
  } catch (error) {
    throw error instanceof OptionError ? new Error(`aurora-gate: ${error.message}`) : error;
  }
}

/** Several k6 play one run only where they draw the same journeys for the same users, and somebody puts their journals together. */
function requireShared({ runners, segment }: Plan): void {
  if (runners === 1) return;
  const asked = segment ? `SEGMENT=${segment.runner}/${runners}` : `RUNNERS=${runners}`;
  if (!GIVEN.seed || !GIVEN.runId)
    throw new OptionError(`${asked}: give SEED and RUN_ID too, the same for all ${runners}`);
  if (!WRITES_JOURNAL)
    throw new OptionError(
      `${asked}: npm run soak -- --runners ${runners} follows them; to start each by hand give SEGMENT=i/${runners} instead`,
    );
}

/** Whether toxics are injected, as the option has it. */
const readInjects = () => (ASKS_IN_VAIN ? 'false' : __ENV.TOXIPROXY_ENABLED || 'false');

/** A script plays the service that it was built for; the name of another one is a slip. A path is for whoever builds. */
function refuseOther(name: string | undefined): void {
  if (name && !name.includes('/') && name !== SERVICE.id)
    throw new OptionError(
      `GATE_SERVICE=${name}: this script was built for ${SERVICE.id}; give dist/soak.${name}.js, or leave it out`,
    );
}

/** Somebody follows this k6 by its journal, and injects toxics. */
const IS_FOLLOWED = __ENV.EVENTS === 'on';

/**
 * True where each event goes to the console: with `--console-output FILE --log-format raw` that file is the journal. A segment is judged
 * by it in any case.
 */
export const WRITES_JOURNAL = IS_FOLLOWED || Boolean(__ENV.SEGMENT);

/** Toxics are asked for, and there is no orchestrator: nobody injects them, and none is read back. */
export const ASKS_IN_VAIN = !IS_FOLLOWED && __ENV.TOXIPROXY_ENABLED === 'true';

/** Set where the caller chose the seed or the run's name. */
export const GIVEN = { seed: __ENV.SEED || undefined, runId: __ENV.RUN_ID || undefined };
