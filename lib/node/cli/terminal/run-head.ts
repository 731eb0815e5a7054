// The first lines of a run: where it is, what it calls, and how long it takes.

import type { Plan } from '../../../core/plan/plan.ts';
import { listEveryJourney } from '../../../core/service/journeys.ts';
import { toCounted } from '../../../core/text/figures.ts';
import { redactText } from '../../../core/text/redact.ts';
import { toDuration } from '../../../core/text/time.ts';

const DAY_SEC = 86_400;

/** The time of this machine in so many seconds, as people read it off a clock; with its day where that may be another. */
export function toClock(inSec: number): string {
  const day = inSec > DAY_SEC / 2 ? ({ weekday: 'short' } as const) : {};
  return new Date(Date.now() + inSec * 1000).toLocaleString('en-GB', {
    ...day,
    hour: '2-digit',
    minute: '2-digit',
  });
}

/** Two lines, of a run that begins now. @param dir its folder */
export function toRunHead(dir: string, { base, seed, once, mix, profile, timing }: Plan): readonly string[] {
  const extent = once
    ? `one pass of ${toCounted(listEveryJourney(mix).length, 'journey')}: no load, no chaos`
    : `profile ${profile}, ${toDuration(timing.totalSec)}, until about ${toClock(timing.totalSec)}`;
  return [dir, `${redactText(base)}, seed ${seed}, ${extent}`];
}
