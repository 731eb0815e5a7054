// The calls of a run as far as chaos is judged by them: those that may need the upstream, and beside them those that never do.

import { bisector } from 'd3-array';
import { isServerError } from '../answer/status.ts';
import { LATENCY_ERROR, mergeHistogram } from '../digest/histogram.ts';
import type { AnswerRow } from '../journal/counts/answers.ts';
import { hasFlag } from '../journal/events.ts';
import type { Phase } from '../plan/schedule.ts';
import { createNeedFinder } from '../service/journeys.ts';
import type { Service, UpstreamNeed } from '../service/service.ts';
import { countTimes, hasSeveral, type Several } from '../stats/weighted.ts';

/**
 * One call, or several that are told together. Times in epoch seconds; `phase` is that in which it began. Of several the first may have
 * begun at `beganSec` and the last have ended at `endedSec`: what is to lie in a stretch lies in it with both, and what is to lie
 * outside likewise, so that nothing is counted on a side where it may not have been.
 */
export interface Answer extends Several {
  readonly beganSec: number;
  /** When the last of several may have begun; left out of one. */
  readonly beganBySec?: number;
  readonly endedSec: number;
  readonly durationMs: number;
  readonly phase: Phase;
  /** `always`: the service has nothing but its upstream to answer it by. */
  readonly need: UpstreamNeed;
  /** An answer came, below status 500. */
  readonly answered: boolean;
  /** It said that it is degraded. */
  readonly degraded: boolean;
}

/** The calls of a run, as far as they matter here. */
export interface AnswerLog {
  /** Takes the calls of a row of the journal: of those that are told together one for each latency and kind. */
  add(rows: readonly AnswerRow[]): void;
  list(): readonly Answer[];
}

/** An empty log. */
export function createAnswerLog(service: Service): AnswerLog {
  const findNeed = createNeedFinder(service);
  const { degraded } = service;
  const answers: Answer[] = [];
  return {
    add(rows) {
      let together: Map<string, Pooled> | undefined;
      for (const row of rows) {
        const answer = {
          beganSec: row.ts - row.duration_ms / 1000,
          endedSec: row.ts,
          durationMs: row.duration_ms,
          phase: row.load_phase,
          need: findNeed(row.journey, row.request_phase),
          answered: row.response_received === 1 && !isServerError(row.code),
          degraded: degraded !== undefined && hasFlag(row, degraded),
        };
        const { alike } = row;
        if (!alike) {
          answers.push(answer);
          continue;
        }
        const key = `${answer.phase} ${answer.need} ${answer.answered} ${answer.degraded}`;
        together ??= new Map();
        const pooled = together.get(key) ?? { answer, sinceSec: alike.sinceSec, latency: new Map() };
        together.set(key, pooled);
        mergeHistogram(pooled.latency, alike.latency);
      }
      for (const pooled of together?.values() ?? []) for (const one of toAnswers(pooled)) answers.push(one);
    },
    list: () => answers,
  };
}

/** Calls of one row that are alike but for how long they took. */
interface Pooled {
  readonly answer: Answer;
  readonly sinceSec: number;
  readonly latency: Map<number, number>;
}

const toAnswers = ({ answer, sinceSec, latency }: Pooled): readonly Answer[] =>
  [...latency].map(([durationMs, times]) => ({
    ...answer,
    durationMs,
    times,
    beganSec: sinceSec - (durationMs * (1 + LATENCY_ERROR) + 1) / 1000,
    beganBySec: answer.endedSec - (durationMs * (1 - LATENCY_ERROR)) / 1000,
  }));

/**
 * The calls of a run, each placed as surely as those beside it: where some are told together, the others count as if they had ended
 * somewhen in their second too. Else what broke, which is told alone, would be counted where what did not is left out.
 */
export function placeAlike(answers: readonly Answer[]): readonly Answer[] {
  if (!hasSeveral(answers)) return answers;
  return answers.map((answer) => {
    if (answer.times !== undefined) return answer;
    const { durationMs } = answer;
    const fromSec = Math.floor(answer.endedSec);
    const [beganSec, beganBySec] = [fromSec - durationMs / 1000, fromSec + 1 - durationMs / 1000];
    return { ...answer, beganSec, beganBySec, endedSec: fromSec + 1 };
  });
}

const byEnd = bisector<Answer, number>(({ endedSec }) => endedSec);

/** The calls in the order in which they ended, as `listEndedWithin` needs them. */
export const toOrdered = (answers: readonly Answer[]): readonly Answer[] =>
  answers.toSorted((a, b) => a.endedSec - b.endedSec);

/** Those of ordered calls that ended in the stretch, its bounds included: a day has too many to look at each for every toxic. */
export const listEndedWithin = (ordered: readonly Answer[], { fromSec, toSec }: Stretch): readonly Answer[] =>
  ordered.slice(byEnd.left(ordered, fromSec), byEnd.right(ordered, toSec));

/** A stretch of time, epoch seconds. */
export interface Stretch {
  readonly fromSec: number;
  readonly toSec: number;
}

/** How many answers there were in a stretch, how many of them said that they are degraded, and their latency added up. */
export interface AnswerCount {
  readonly answers: number;
  readonly degraded: number;
  readonly durationMs: number;
}

/** Counts those that lie wholly in the stretch. 5xx and lost calls are left out: they pretend nothing, and have gates of their own. */
export function countAnswers(answers: readonly Answer[], { fromSec, toSec }: Stretch): AnswerCount {
  const own = answers.filter(
    (answer) => answer.answered && answer.beganSec >= fromSec && answer.endedSec <= toSec,
  );
  return {
    answers: countTimes(own),
    degraded: countTimes(own.filter((answer) => answer.degraded)),
    durationMs: own.reduce((total, { durationMs, times = 1 }) => total + durationMs * times, 0),
  };
}

/** True where some of the call lies in the stretch. */
export function touches(
  { beganSec, endedSec }: Pick<Answer, 'beganSec' | 'endedSec'>,
  { fromSec, toSec }: Stretch,
): boolean {
  return endedSec >= fromSec && beganSec < toSec;
}
