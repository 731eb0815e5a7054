// What a plan's run would count, second by second, where every answer is a good one: what power is computed on.

import {
  drawJourney,
  JOURNEY_IDS,
  JOURNEYS,
  type JourneyId,
  STEP_ROUTES,
} from '../../../services/aurora/journeys.ts';
import type { CounterId } from '../journal/counters.ts';
import type { Plan } from '../plan/plan.ts';
import { computeJourneysDue, computeSegments } from '../plan/schedule.ts';

/** What gates count among, as far as a plan tells. */
export type SampleId = Extract<
  CounterId,
  | 'calls'
  | 'responses'
  | 'answers_judged'
  | 'notices'
  | 'low_confidence_answers'
  | 'safety_blocks'
  | 'red_flag_chats'
  | 'chat_answers'
>;

/** By name, how many there were by the end of each second; the entry at 0 is 0, the last that of the whole run. */
export type Traffic = Readonly<Record<SampleId, Int32Array>>;

/** What the answers of a healthy service carry, per journey: that of the reference service in `npm run soak -- --once`. */
const HEALTHY_ANSWERS: Readonly<
  Record<JourneyId, { readonly notices: number; readonly lowConfidence: number }>
> = {
  use_photo_false: { notices: 1, lowConfidence: 2 },
  photo_usable: { notices: 0, lowConfidence: 0 },
  photo_forced_fail: { notices: 2, lowConfidence: 2 },
  safety_block: { notices: 1, lowConfidence: 1 },
};

function toSamples(journey: JourneyId): Readonly<Record<SampleId, number>> {
  const { steps } = JOURNEYS[journey];
  const redFlags = steps.filter((step) => step === 'red_flag_chat').length;
  return {
    calls: steps.length,
    responses: steps.length,
    answers_judged: steps.length,
    notices: HEALTHY_ANSWERS[journey].notices,
    low_confidence_answers: HEALTHY_ANSWERS[journey].lowConfidence,
    safety_blocks: redFlags,
    red_flag_chats: redFlags,
    chat_answers: steps.filter((step) => STEP_ROUTES[step] === 'chat').length,
  };
}

/**
 * Plays the journeys of a plan on its schedule, drawn as the run would draw them. All calls of a journey are counted in the
 * second in which it starts: they take a second or two, windows take minutes.
 */
export function computeTraffic(plan: Plan): Traffic {
  const segments = computeSegments(plan.timing);
  const seconds = Math.ceil(plan.timing.totalSec);
  const perJourney = Object.fromEntries(JOURNEY_IDS.map((id) => [id, toSamples(id)])) as Record<
    JourneyId,
    Readonly<Record<SampleId, number>>
  >;
  const ids = Object.keys(perJourney.use_photo_false) as SampleId[];
  const traffic = Object.fromEntries(ids.map((id) => [id, new Int32Array(seconds + 1)])) as Record<
    SampleId,
    Int32Array
  >;
  const sums = Object.fromEntries(ids.map((id) => [id, 0])) as Record<SampleId, number>;
  let started = 0;
  for (let sec = 1; sec <= seconds; sec++) {
    const due = Math.floor(computeJourneysDue(segments, sec) + 1e-9);
    for (; started < due; started++) {
      const samples = perJourney[drawJourney(plan.mix, plan.seed, started).journey];
      for (const id of ids) sums[id] += samples[id];
    }
    for (const id of ids) traffic[id][sec] = sums[id];
  }
  return traffic;
}

/** The first second by whose end there were at least so many; the last one where there never are. */
export function findSecond(bySecond: Int32Array, samples: number): number {
  let low = 0;
  let high = bySecond.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bySecond[middle] ?? 0) >= samples) high = middle;
    else low = middle + 1;
  }
  return low;
}
