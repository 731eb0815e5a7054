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

/**
 * A red flag by a user without any profile. The service asks for the profile first, in every release seen; whether it ought to
 * block all the same is for its owners to say. No journey of the soak asks this.
 */
export const SAFETY_WITHOUT_PROFILE: Flow = {
  id: 'safety_without_profile',
  variants: 'each',
  steps: [
    {
      ...toStep('safety_block', 'red_flag_chat', [
        {
          ...hasNotice('safety_block', 'a medical red flag of an unknown user is answered with a block'),
          advisory: true,
        },
        noRecommendations,
      ]),
      // Held to its contract as any chat is, and not to the promise that a red flag is blocked.
      asked: { route: 'chat' },
    },
  ],
};
