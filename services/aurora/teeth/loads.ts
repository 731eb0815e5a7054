// A load that only Aurora has.
import type { OptionValues } from '../../../lib/core/options/option.ts';
import { BASELINE } from '../../../teeth/loads.ts';

/** Red flags alone, for what only their answers can break: one in 200 of them needs many. */
export const RED_FLAGS: OptionValues = {
  ...BASELINE,
  DURATION_SECONDS: '20',
  BASE_RPS: '20',
  SCENARIO: 'safety_block',
};
