// Plays one journey: its calls in order, each with what the calls before it brought.
import { listSteps } from '../core/service/journeys.ts';
import { call, type Stage, type VirtualUser } from './call.ts';
import { nowSec } from './clock.ts';
import { writeRow } from './journal.ts';
import { raiseCounter } from './metrics.ts';

/** Plays the journey of a user to its end, or to the first step for which an earlier answer left nothing. */
export function playJourney(stage: Stage, user: VirtualUser): void {
  for (const step of listSteps(stage.service, user.journey)) {
    const missing = step.needs?.find((name) => user.taken[name] === undefined);
    if (missing !== undefined) {
      raiseCounter('journeys_cut');
      writeRow({ ts: nowSec(), type: 'journey.cut', n: user.n, step: step.id, missing });
      return;
    }
    const answer = call(stage, user, step);
    if (step.takes && answer !== undefined) user.taken = { ...user.taken, ...step.takes(answer) };
  }
}
