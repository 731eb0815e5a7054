// The two smokes as commands.
import { toSmokeCommand } from '../../../lib/core/smoke/settings.ts';

export const SMOKE = toSmokeCommand(
  'smoke',
  'Plays the key flows of the service once, as a user or two, without load.',
);
export const SMOKE_RECO_GATES = toSmokeCommand(
  'smoke:reco-gates',
  'Plays the cases of the recommendation gates once, as a user or two, without load.',
);
