// What a run tries that a policy asks for.
import type { Effort } from '../../lib/core/evidence/effort-schema.ts';
import { RUNBOOK_FAULT_IDS } from '../../lib/core/faults/table.ts';
import { readOptions } from '../../lib/core/options/read-options.ts';
import { SHARED_OPTIONS } from '../../lib/core/plan/run-options.ts';
import { computePhaseSec, computeSegments } from '../../lib/core/plan/schedule.ts';
import { PROFILES } from '../../thresholds/profiles.ts';
import type { AskedEffort } from './asked-schema.ts';

/** A decision is made every few seconds, and a simulation makes thousands. */
const known = new WeakMap<AskedEffort, Effort>();

/** What a run tries that keeps to its profile: by the options, and by the schedule that a run itself has. */
export function toFullEffort(asked: AskedEffort): Effort {
  const effort = known.get(asked) ?? computeFullEffort(asked);
  known.set(asked, effort);
  return effort;
}

function computeFullEffort({ profile, leastS, faults = true }: AskedEffort): Effort {
  const { number, optionalNumber } = readOptions(SHARED_OPTIONS, {}, { fallbacks: PROFILES[profile] ?? {} });
  const totalSec = leastS ?? optionalNumber('DURATION_SECONDS') ?? number('DURATION_HOURS') * 3_600;
  const rates = {
    baseRps: number('BASE_RPS'),
    chaosRps: number('CHAOS_RPS'),
    spikeRps: number('SPIKE_RPS'),
  };
  const segments = computeSegments({
    ...rates,
    totalSec,
    injects: faults,
    cycleSec: number('CYCLE_MIN') * 60,
    chaosOffsetSec: number('CHAOS_OFFSET_MIN') * 60,
    chaosWindowSec: number('CHAOS_WINDOW_MIN') * 60,
    spikeOffsetSec: number('SPIKE_OFFSET_MIN') * 60,
    spikeDurationSec: number('SPIKE_DURATION_SEC'),
  });
  const chaosS = computePhaseSec(segments, 'chaos', totalSec);
  const spikeS = computePhaseSec(segments, 'spike', totalSec);
  return {
    ...{ profile, once: false, timeScale: 1, seconds: totalSec, chaosS, spikeS },
    faults: chaosS > 0 ? [...RUNBOOK_FAULT_IDS] : [],
    ...rates,
    // A rate that is not due is not asked for.
    ...(chaosS > 0 ? {} : { chaosRps: 0 }),
    ...(spikeS > 0 ? {} : { spikeRps: 0 }),
  };
}
