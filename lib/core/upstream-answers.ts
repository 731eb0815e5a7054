// The calls of a run that may need the service's upstream: all that chaos on that leg can show itself in.
import type { ResponseRow } from './events.ts';
import { getUpstreamNeed } from './journeys.ts';
import type { Phase } from './schedule.ts';

/** One such call. Times in epoch seconds; `phase` is that in which it began. */
export interface UpstreamAnswer {
  readonly beganSec: number;
  readonly endedSec: number;
  readonly durationMs: number;
  readonly phase: Phase;
  /** The service has nothing but its upstream to answer it by. */
  readonly mustAsk: boolean;
  /** An answer came, below status 500. */
  readonly answered: boolean;
  /** It said timeout_degraded. */
  readonly degraded: boolean;
}

/** The row of a call, as far as it matters here; `undefined` for a call that never needs the upstream. */
export function toUpstreamAnswer(row: ResponseRow): UpstreamAnswer | undefined {
  const need = getUpstreamNeed(row.journey, row.request_phase);
  if (need === 'none') return undefined;
  return {
    beganSec: row.ts - row.duration_ms / 1000,
    endedSec: row.ts,
    durationMs: row.duration_ms,
    phase: row.load_phase,
    mustAsk: need === 'always',
    answered: row.response_received === 1 && row.code < 500,
    degraded: row.timeout_degraded === 1,
  };
}

/** A stretch of time, epoch seconds. */
export interface Stretch {
  readonly fromSec: number;
  readonly toSec: number;
}

/** True where some of the call lies in the stretch. */
export function touches({ beganSec, endedSec }: UpstreamAnswer, { fromSec, toSec }: Stretch): boolean {
  return endedSec >= fromSec && beganSec < toSec;
}
