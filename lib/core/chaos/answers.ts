// The calls of a run as far as chaos is judged by them: those that may need the upstream, and beside them those that never do.

import { hasFlag, type ResponseRow } from '../journal/events.ts';
import type { Phase } from '../plan/schedule.ts';
import { getUpstreamNeed } from '../service/journeys.ts';
import type { Service, UpstreamNeed } from '../service/service.ts';

/** One call. Times in epoch seconds; `phase` is that in which it began. */
export interface Answer {
  readonly beganSec: number;
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

/** The row of a call, as far as it matters here. */
export function toAnswer(service: Service, row: ResponseRow): Answer {
  return {
    beganSec: row.ts - row.duration_ms / 1000,
    endedSec: row.ts,
    durationMs: row.duration_ms,
    phase: row.load_phase,
    need: getUpstreamNeed(service, row.journey, row.request_phase),
    answered: row.response_received === 1 && row.code < 500,
    degraded: service.degraded !== undefined && hasFlag(row, service.degraded),
  };
}

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
    answers: own.length,
    degraded: own.filter((answer) => answer.degraded).length,
    durationMs: own.reduce((total, { durationMs }) => total + durationMs, 0),
  };
}

/** True where some of the call lies in the stretch. */
export function touches(
  { beganSec, endedSec }: Pick<Answer, 'beganSec' | 'endedSec'>,
  { fromSec, toSec }: Stretch,
): boolean {
  return endedSec >= fromSec && beganSec < toSec;
}
