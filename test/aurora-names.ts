// The names that Aurora gives to its own things.
import { COUNTER_IDS } from '../lib/core/journal/counters.ts';
import { ENGINE_COUNTERS } from '../lib/core/service/engine-counters.ts';
import type { ServiceNames } from '../lib/core/service/names.ts';
import { VIOLATIONS } from '../services/aurora/answer/invariants.ts';
import { JOURNEY_IDS, LANGS, STEP_ROUTES } from '../services/aurora/journeys.ts';

export const AURORA_NAMES: ServiceNames = {
  id: 'aurora',
  journeys: JOURNEY_IDS,
  steps: Object.keys(STEP_ROUTES),
  variants: LANGS,
  violations: VIOLATIONS,
  flags: [
    'notice',
    'safety_block',
    'low_confidence',
    'timeout_degraded',
    'reco_output_guard_fallback',
    'rollout_broken',
  ],
  counters: COUNTER_IDS.filter((id) => !(id in ENGINE_COUNTERS)),
  totals: [
    'timeout_degraded',
    'reco_output_guard_fallback',
    'empty_cards',
    'no_renderable_cards',
    'notice_without_actions',
    'safety_with_recommendations',
    'red_flag_not_blocked',
    'low_med_treatment_leak',
  ],
  rates: ['timeout_degraded_rate', 'reco_output_guard_fallback_rate'],
};
