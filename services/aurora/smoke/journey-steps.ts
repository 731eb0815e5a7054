// The calls of the journeys as steps of a smoke: the same bodies as the soak sends.

import type { Check, Step } from '../../../lib/core/smoke/flow.ts';
import { type JourneyId, ROUTES, STEP_ROUTES, type StepId, toRequestBody } from '../journeys.ts';

const WHYS: Readonly<Record<StepId, string>> = {
  profile_update: 'the profile is saved',
  photo_upload: 'the photo is taken',
  analysis: 'the analysis is answered',
  reco_chat: 'the wish for products is answered',
  red_flag_chat: 'the red flag is answered',
};

/** A call of a journey with checks on its answer. */
export function toStep(journey: JourneyId, step: StepId, checks: readonly Check[] = []): Step {
  const contract = STEP_ROUTES[step];
  return {
    id: step,
    why: WHYS[step],
    status: [200, 201],
    contract,
    step,
    checks,
    call: ({ lang, photo }) => ({
      method: 'POST',
      path: ROUTES[contract].path,
      user: 'own',
      ...(step === 'photo_upload'
        ? { sendsPhoto: true }
        : { json: toRequestBody(journey, step, lang, photo) }),
    }),
  };
}

/** A call that only prepares the next one. */
export const toSetUp = (journey: JourneyId, step: StepId): Step => ({
  ...toStep(journey, step),
  isSetUp: true,
});
