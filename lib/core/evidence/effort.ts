// How much a run tried, by its summary.
import { FAULT_IDS } from '../faults/table.ts';
import type { Summary } from '../verdict/summary-schema.ts';
import type { Effort } from './effort-schema.ts';

/** How much a run tried, by its summary. */
export const toEffort = (
  summary: Pick<
    Summary,
    'profile' | 'once' | 'time_scale' | 'total_seconds' | 'phases' | 'chaos_modes' | 'load_profile'
  >,
): Effort => ({
  profile: summary.profile,
  once: summary.once,
  timeScale: summary.time_scale,
  seconds: summary.total_seconds,
  chaosS: summary.phases.chaos?.seconds ?? 0,
  spikeS: summary.phases.spike?.seconds ?? 0,
  faults: FAULT_IDS.filter((id) => summary.chaos_modes[id] !== undefined),
  baseRps: summary.load_profile.base_rps,
  chaosRps: summary.load_profile.chaos_rps,
  spikeRps: summary.load_profile.spike_rps,
});
