// Whether the service's own counters of its upstream calls can be believed over a run; where not, its answers are read instead.

import { isRow, type JournalRow, type RowOf } from '../journal/events.ts';

type Reading = RowOf<'upstream.read'>;

/** Whose figures the readings of a run are. */
export type ReadingSource = 'upstream' | 'answers' | 'edge';

/** The rows of a run with readings that can be compared: all of one source. Those of answers only bound what is counted of the answers. `why`: what speaks against the counters, null where nothing does. */
export interface ChosenReadings {
  readonly rows: readonly JournalRow[];
  readonly source: ReadingSource;
  readonly why: string | null;
}

/**
 * One answer that needs the upstream makes no more calls than this: a few questions, each tried three times. So many more
 * answers may be under way when a stretch is read.
 */
const MOST_CALLS_PER_ANSWER = 10;
const UNDER_WAY = 50;

/**
 * Chooses what a run is judged by: the service's counters where every reading has them, they only rise, by as much as is
 * possible, and come from one process; else its answers, in every stretch.
 */
export function chooseReadings(rows: readonly JournalRow[]): ChosenReadings {
  const reads = rows.filter(isRow('upstream.read'));
  const told = reads.find((read) => read.source !== undefined)?.source;
  if (told) return { rows, source: told, why: null };
  const why = findUnreadable(reads);
  const silent = reads.some((read) => read.calls === null);
  if (why === null && !silent) return { rows, source: 'upstream', why };
  return { rows: rows.map(toAnswers), source: 'answers', why };
}

function toAnswers(row: JournalRow): JournalRow {
  if (row.type !== 'upstream.read') return row;
  return { ...row, calls: null, errors: null, durationMs: null, source: 'answers' };
}

/** Why the counters tell nothing of the run as a whole; null where they do, or where the service has none at all. */
function findUnreadable(reads: readonly Reading[]): string | null {
  const unread = reads.find((read) => read.unreadable !== undefined);
  if (unread?.unreadable) return unread.unreadable;
  const seen = reads.filter((read) => read.calls !== null);
  if (seen.length === 0) return null;
  if (seen.length < reads.length)
    return `its metrics were there in ${seen.length} of ${reads.length} readings only`;
  for (const [index, to] of reads.entries()) {
    const from = reads[index - 1];
    const fault = from && findBrokenStretch(from, to);
    if (fault) return fault;
  }
  return null;
}

function findBrokenStretch(from: Reading, to: Reading): string | null {
  if (from.instance !== to.instance)
    return 'its metrics came from more than one process: several replicas behind one address, or a restart';
  const rise = (key: 'calls' | 'errors' | 'durationMs') => (to[key] ?? 0) - (from[key] ?? 0);
  if (rise('calls') < 0 || rise('errors') < 0 || rise('durationMs') < 0)
    return 'a counter of its metrics fell: several replicas behind one address, or a restart';
  if (rise('errors') > rise('calls'))
    return `its metrics count ${rise('errors')} failed calls out of ${rise('calls')}: they are not of one process`;
  if (!from.answers || !to.answers) return null;
  const possible = MOST_CALLS_PER_ANSWER * (to.answers.calls - from.answers.calls + UNDER_WAY);
  return rise('calls') > possible
    ? `its metrics count ${rise('calls')} calls where this run can have caused ${possible}: they are not of one process, or of other users too`
    : null;
}
