// Plays one journey: its calls in order, each with what the calls before it brought.
import { findMissing } from '../core/answer/usable.ts';
import { listSteps } from '../core/service/journeys.ts';
import { call, type Stage, type VirtualUser } from './call.ts';
import { nowSec } from './clock.ts';
import { writeRow } from './journal.ts';
import { raiseCounter } from './totals/metrics.ts';

/**
 * Plays the journey of a user to its end, or to the first answer on which its next step cannot build: what follows a failed call
 * is not held against the service.
 */
export function playJourney(stage: Stage, user: VirtualUser): void {
  let after = '';
  let why: string | undefined;
  for (const step of listSteps(stage.service, user.journey)) {
    const missing = why === undefined ? findMissing(step, user.taken) : undefined;
    why ??= missing;
    if (why !== undefined) {
      const stranded = missing === undefined ? 0 : 1;
      raiseCounter('journeys_cut');
      if (stranded) raiseCounter('journeys_stranded');
      const { n, journey, variant } = user;
      writeRow({
        ts: nowSec(),
        type: 'journey.cut',
        n,
        journey,
        variant,
        after,
        step: step.id,
        why,
        stranded,
      });
      return;
    }
    const answer = call(stage, user, step);
    if (answer === undefined) return;
    after = step.id;
    why = answer.failure;
    if (step.takes && answer.json !== undefined && why === undefined)
      user.taken = { ...user.taken, ...step.takes(answer.json) };
  }
}
