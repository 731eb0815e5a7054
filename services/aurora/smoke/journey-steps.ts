// The calls of the journeys as steps of a smoke: the same bodies as the soak sends.

import type { Check, Step } from '../../../lib/core/smoke/flow.ts';
import { JOURNEYS, type JourneyId, ROUTES, type RouteId } from '../journeys.ts';

export type StepId = 'profile_update' | 'photo_upload' | 'analysis' | 'reco_chat' | 'red_flag_chat';

const WHYS: Readonly<Record<StepId, string>> = {
  profile_update: 'the profile is saved',
  photo_upload: 'the photo is taken',
  analysis: 'the analysis is answered',
  reco_chat: 'the wish for products is answered',
  red_flag_chat: 'the red flag is answered',
};

/** What of a step's answer every later call rests on. */
const LEAVES: Readonly<Partial<Record<StepId, string>>> = {
  profile_update: 'profile',
  photo_upload: 'photoId',
};

/**
 * A call of a journey with checks on its answer.
 * @throws RangeError where the journey has no such step
 */
export function toStep(journey: JourneyId, id: StepId, checks: readonly Check[] = []): Step {
  const step = JOURNEYS[journey].steps.find((one) => one.id === id);
  if (!step) throw new RangeError(`${journey} has no step ${id}`);
  const route: RouteId = step.route;
  const { method, path, contract } = ROUTES[route];
  const mustTake = LEAVES[id];
  return {
    id,
    why: WHYS[id],
    status: [200, 201],
    contract,
    asked: { journey, step: id, route },
    checks,
    ...(step.takes ? { takes: step.takes } : {}),
    ...(mustTake === undefined ? {} : { mustTake }),
    call: ({ variant, taken }) => ({
      method,
      path,
      user: 'own',
      ...(step.form === undefined
        ? { json: step.body?.({ uid: '', traceId: '', journey, variant, taken }) }
        : { form: step.form }),
    }),
  };
}

/** A call that only prepares the next one. */
export const toSetUp = (journey: JourneyId, step: StepId): Step => ({
  ...toStep(journey, step),
  isSetUp: true,
});
