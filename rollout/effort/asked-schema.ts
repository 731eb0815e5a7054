// How much a run of the gate must have tried before its pass counts: a profile in full, but for what a policy leaves out by name.
import { closed, figure, oneOf, optional, type ShapeOf, yesNo } from '../../lib/core/journal/format.ts';
import { PROFILES } from '../../thresholds/profiles.ts';

/** The keys of a policy that ask for it. */
export const ASKED_FIELDS = {
  profile: oneOf(
    'The profile that it ran with: as long, as hard and with as many faults as that is.',
    Object.keys(PROFILES),
  ),
  leastS: optional(
    figure('It played so many seconds at least; as many as its profile where left out.', {
      minimum: 1,
      maximum: 604_800,
    }),
  ),
  faults: optional(yesNo('Whether it must have injected the faults of its profile; it must where left out.')),
};
export const AskedEffort = closed('How much a run of the gate must have tried.', ASKED_FIELDS);
export type AskedEffort = ShapeOf<typeof AskedEffort>;
