// The names under which a run's users and calls go, in the service's log too: computed, so that the journal need not hold them.
import type { ResponseRow } from './events.ts';

/** The id of a run that is given none: when it began, in epoch seconds, in as few letters and digits as can be. */
export const toRunId = (startedAtSec: number): string => startedAtSec.toString(36).replace('.', '');

/** The n-th user of a run. */
export const toUserId = (runId: string, n: number) => `uid_soak_${runId}_${n}`;

/** The trace id of one call of this user. */
export const toTraceId = (uid: string, journey: string, phase: string, call: number) =>
  `trace_${uid}_${journey}_${phase}_${call}`;

/** The trace id that the call of a row was sent with. */
export const toRowTraceId = (
  runId: string,
  { n, journey, load_phase, call }: Pick<ResponseRow, 'n' | 'journey' | 'load_phase' | 'call'>,
) => toTraceId(toUserId(runId, n), journey, load_phase, call);
