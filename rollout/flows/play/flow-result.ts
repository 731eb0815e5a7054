// What a run of a flow comes to: a fault of our own is never the target's.

import { type decideOutcome as decide, decideOutcome } from '../../../lib/core/outcome.ts';
import type { CheckResult } from '../../../lib/core/smoke/flow.ts';
import { toCounted } from '../../../lib/core/text/figures.ts';
import { toPlain } from '../../../lib/core/text/plain-text.ts';

export type FlowOutcome = ReturnType<typeof decide>;

/** What stood in the way of a run. */
export interface Circumstances {
  /** The run was ended before its time, by our own end. */
  readonly stopped: boolean;
  /** The run was given up after its deadline. */
  readonly overdue: boolean;
  readonly deadlineMs: number;
  /** How long nothing of ours ran, in ms. */
  readonly stallMs: number;
}

export interface FlowResult {
  readonly flow: string;
  readonly outcome: FlowOutcome;
  /** The reason, on one line. */
  readonly because: string;
  /** It failed, and by nothing but connections that could not be made, or broke: that tells of the way there, too. */
  readonly unreached: boolean;
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly rows: readonly CheckResult[];
}

/** From here on a stall of ours can be why an answer came late. */
const MOST_STALL_MS = 200;

/** True for a check that an answer broke by being late. */
const isLate = ({ id, because }: CheckResult): boolean =>
  id.endsWith('.within') || because.includes('not complete within');

/** True for a call to which nothing came back, though there was time. */
const isUnreached = (row: CheckResult): boolean => row.because.startsWith('no answer: ') && !isLate(row);

/** The rows of a run as they count, with one of its own where it did not come to its end. */
export function toCountedRows(
  flow: string,
  rows: readonly CheckResult[],
  { stopped, overdue, deadlineMs, stallMs }: Circumstances,
): readonly CheckResult[] {
  const doubt = (row: CheckResult, why: string): CheckResult => ({
    ...row,
    outcome: 'inconclusive',
    because: `${why}: ${row.because}`,
  });
  const own = (outcome: 'fail' | 'inconclusive', because: string): CheckResult => ({
    ...{ id: `${flow}.run`, variant: '', why: 'the run comes to its end', call: '' },
    ...{ outcome, because },
  });
  const failing = (row: CheckResult) => row.outcome === 'fail';
  if (stopped)
    return [
      ...rows.map((row) => (failing(row) ? doubt(row, 'the run was ended') : row)),
      own('inconclusive', 'it was ended before its time'),
    ];
  const stalled = stallMs >= MOST_STALL_MS;
  const said = `this machine stood still for ${Math.round(stallMs)} ms`;
  const counted = rows.map((row) =>
    stalled && failing(row) && (overdue || isLate(row)) ? doubt(row, said) : row,
  );
  if (!overdue) return counted;
  const late = `not complete within ${deadlineMs} ms`;
  return [...counted, stalled ? own('inconclusive', `${late}; ${said}`) : own('fail', late)];
}

/** What the rows of a run come to, and why on one line. */
export function toFlowResult(
  flow: string,
  rows: readonly CheckResult[],
  times: Pick<FlowResult, 'startedAtMs' | 'durationMs'>,
): FlowResult {
  const outcome = decideOutcome(rows);
  const failing = rows.filter((row) => row.outcome === 'fail');
  const deciding = rows.find((row) => row.outcome === outcome);
  const because =
    outcome === 'pass'
      ? `${toCounted(rows.filter((row) => row.outcome === 'pass').length, 'check')} held`
      : toPlain([deciding?.id, deciding?.because].filter(Boolean).join(': ') || 'nothing was checked', 200);
  const unreached = failing.length > 0 && failing.every(isUnreached);
  return { flow, outcome, because, unreached, ...times, rows };
}
