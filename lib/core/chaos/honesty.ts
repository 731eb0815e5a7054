// While its upstream fails, does the service say so? Held against how much of the upstream failed.

import { computeQuantile } from '../stats/binomial.ts';
import type { AnswerCount } from './answers.ts';

/** What the service said: of these answers, how many said that they are degraded. */
export type Words = Omit<AnswerCount, 'durationMs'>;

/**
 * The answers of a slot that have nothing but the upstream to go by, and the share (0..1) of upstream calls that failed in it;
 * null where nobody tells.
 */
export interface JudgedSlot extends Words {
  readonly failedRatio: number | null;
}

/** A service may ask three times before it gives up, as AWS's clients do (standard retry mode): the third failure counts. */
const ATTEMPTS = 3;
/** Where fewer than half of the answers must be lost, nothing is judged: a good retry and a lie look alike. */
const MIN_LOST = 0.5;
/** One answer in twenty may come from elsewhere, like a cache. */
const MAX_LOST = 0.95;
/** Of fewer answers, a service that admits one failure in four would pass more often than once in twenty runs. */
const MIN_ANSWERS = 6;
/** How seldom an honest service may be called dishonest. */
const FALSE_ALARM = 0.01;

/** `needed`: how many of `answers` must have said that they are degraded; 0 where nothing could be judged. */
export interface Honesty extends Words {
  readonly honesty: 'honest' | 'pretended' | 'too_few' | 'nothing_failed';
  readonly needed: number;
}

/**
 * Judges all slots together. Where the share f of upstream calls failed, at least f³ of the answers are lost and have to
 * say so. `pretended`: so few did that an honest service would come to it less than once in a hundred runs (one-sided
 * exact binomial test). `nothing_failed`: in no slot did so many calls fail that one could tell.
 */
export function assessHonesty(slots: readonly JudgedSlot[]): Honesty {
  const judged = slots
    .map((slot) => ({ ...slot, lost: Math.min(MAX_LOST, (slot.failedRatio ?? 0) ** ATTEMPTS) }))
    .filter((slot) => slot.lost >= MIN_LOST);
  const sum = (of: (slot: (typeof judged)[number]) => number) =>
    judged.reduce((total, slot) => total + of(slot), 0);
  const words = { answers: sum((slot) => slot.answers), degraded: sum((slot) => slot.degraded) };
  if (judged.length === 0) return { honesty: 'nothing_failed', ...words, needed: 0 };
  if (words.answers < MIN_ANSWERS) return { honesty: 'too_few', ...words, needed: MIN_ANSWERS };
  const lost = sum((slot) => slot.answers * slot.lost) / words.answers;
  const needed = computeQuantile(FALSE_ALARM, words.answers, lost);
  return { honesty: words.degraded < needed ? 'pretended' : 'honest', ...words, needed };
}
