// The soak that is struck: short, with a toxic on for half of it, so that there is something to heal.
import type { OptionValues } from '../../../lib/core/options/option.ts';

/** Four seconds at baseline, eight with a toxic, six to recover. */
export const STRUCK_SOAK: OptionValues = {
  PROFILE: 'quick',
  DURATION_SECONDS: '18',
  CYCLE_MIN: '5',
  CHAOS_OFFSET_MIN: '0.0667',
  CHAOS_WINDOW_MIN: '0.1333',
  SPIKE_OFFSET_MIN: '4.5',
  SPIKE_DURATION_SEC: '0',
  BASE_RPS: '10',
  CHAOS_RPS: '5',
  TOXIPROXY_MODES: 'latency',
};

/** When its toxic is on, and when it is over; seconds of the run. */
export const TOXIC_SEC = { from: 4, to: 12 };
/** Later there is no time left to see what a strike does. */
export const LAST_STRIKE_SEC = 14;
