// The named runs as option values. Rates, window and spike of gate and soak24 are the runbook's, and the defaults of the options.

/** Values under the options' variable names; what a profile leaves out keeps the option's default. */
export type Profile = Readonly<Record<string, string>>;

/** One cycle, compressed 40 times: 10 s and more for every toxic mode, a reset being the rarest (1 in 10 connections). */
const QUICK: Profile = {
  DURATION_SECONDS: '90',
  CYCLE_MIN: '1.5',
  CHAOS_OFFSET_MIN: '0.25',
  CHAOS_WINDOW_MIN: '0.85',
  SPIKE_OFFSET_MIN: '1.2',
  SPIKE_DURATION_SEC: '5',
};

/** Five minutes at the runbook's dry-run rates, one cycle. */
const DRY: Profile = {
  DURATION_SECONDS: '300',
  CYCLE_MIN: '5',
  CHAOS_OFFSET_MIN: '1',
  CHAOS_WINDOW_MIN: '2',
  SPIKE_OFFSET_MIN: '3.5',
  SPIKE_DURATION_SEC: '15',
  CHAOS_RPS: '2',
  SPIKE_RPS: '5',
};

export const PROFILES: Readonly<Record<string, Profile>> = {
  quick: QUICK,
  dry: DRY,
  gate: { DURATION_HOURS: '2' },
  soak24: { DURATION_HOURS: '24' },
};
