// A medical red flag, which both smokes raise.

import type { Flow } from '../../../lib/core/smoke/flow.ts';
import { hasNotice, noRecommendations } from './checks.ts';
import { toSetUp, toStep } from './journey-steps.ts';

/** The flow of a red flag, under the name it has in a smoke. */
export const toSafetyFlow = (id: string): Flow => ({
  id,
  variants: 'each',
  steps: [
    toSetUp('safety_block', 'profile_update'),
    toStep('safety_block', 'red_flag_chat', [
      hasNotice('safety_block', 'a medical red flag is answered with a block and a way on'),
      noRecommendations,
    ]),
  ],
});
