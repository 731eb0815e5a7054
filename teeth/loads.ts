// The runs that the rows of the matrix are played in: short, on the embedded stack, each with what its way of breaking needs.
import type { OptionValues } from '../lib/core/options/option.ts';

/** Of this seed's first hundred journeys every stretch of twelve has one of each kind, for a mix with none rarer than a tenth. */
const DRAW: OptionValues = { SEED: '3' };

/** Twelve seconds at baseline: every journey, every context that a gate needs. */
export const BASELINE: OptionValues = {
  ...DRAW,
  DURATION_SECONDS: '12',
  CHAOS_WINDOW_MIN: '0',
  SPIKE_DURATION_SEC: '0',
  BASE_RPS: '8',
  TOXIPROXY_ENABLED: 'false',
};

/** Long enough that half a percent is a share of something: about 1,000 answers, at a rate that two cores carry four times over. */
export const LONG: OptionValues = { ...BASELINE, DURATION_SECONDS: '28', BASE_RPS: '12' };

/** As long as a row may be: what creeps needs time to show. */
export const CREEPING: OptionValues = { ...BASELINE, DURATION_SECONDS: '45' };

/** Baseline, then a spike from the fourth second. */
export const SPIKE: OptionValues = {
  ...BASELINE,
  CYCLE_MIN: '0.2',
  CHAOS_OFFSET_MIN: '0',
  SPIKE_OFFSET_MIN: '0.07',
  SPIKE_DURATION_SEC: '4',
  SPIKE_RPS: '20',
};

/** Baseline, then from the third second a toxic for six. */
export const TOXIC: OptionValues = {
  ...BASELINE,
  CYCLE_MIN: '0.2',
  CHAOS_OFFSET_MIN: '0.05',
  CHAOS_WINDOW_MIN: '0.1',
  CHAOS_RPS: '8',
  SPIKE_OFFSET_MIN: '0.19',
  TOXIPROXY_ENABLED: 'true',
  TOXIPROXY_MODES: 'latency',
};

/** Six seconds at baseline, nine with a toxic, eleven to recover. */
export const OUTAGE: OptionValues = {
  ...TOXIC,
  DURATION_SECONDS: '26',
  CYCLE_MIN: '0.45',
  CHAOS_OFFSET_MIN: '0.1',
  CHAOS_WINDOW_MIN: '0.15',
  SPIKE_OFFSET_MIN: '0',
  BASE_RPS: '5',
  CHAOS_RPS: '6',
  TOXIPROXY_MODES: 'timeout',
  MAX_RECOVER_SEC: '8',
};

/** Six seconds at baseline, twelve with resets between k6 and the service, six at baseline. */
export const EDGE: OptionValues = {
  ...TOXIC,
  CHAOS: 'edge',
  DURATION_SECONDS: '24',
  CYCLE_MIN: '0.4',
  CHAOS_OFFSET_MIN: '0.1',
  CHAOS_WINDOW_MIN: '0.2',
  SPIKE_OFFSET_MIN: '0.39',
  TOXIPROXY_MODES: 'reset',
};

/** A whole cycle in 45 s: every phase, every toxic; a reset needs the most calls to be seen, so the rate is raised. */
export const CYCLE: OptionValues = {
  ...DRAW,
  DURATION_SECONDS: '45',
  CYCLE_MIN: '0.75',
  CHAOS_OFFSET_MIN: '0.12',
  CHAOS_WINDOW_MIN: '0.5',
  SPIKE_OFFSET_MIN: '0.64',
  SPIKE_DURATION_SEC: '2',
  BASE_RPS: '3',
  CHAOS_RPS: '6',
};

/** A run with a late fault, and the moment of it: two thirds of the run. */
export const LONGER: OptionValues = { DURATION_SECONDS: '20' };
export const LATE = 'after=13500ms';
