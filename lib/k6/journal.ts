// Journal rows from k6: one line of JSON on the console each.
import type { CallFacts, FailureRow, JournalRow } from '../core/events.ts';
import type { Findings } from '../core/invariants.ts';
import { WRITES_JOURNAL } from './env.ts';
import { toResponseLine } from './response-line.ts';

/** Appends a row to the journal, where there is one. */
export function writeRow(row: JournalRow): void {
  if (WRITES_JOURNAL) console.log(JSON.stringify(row));
}

/** Appends the row of one call: the one that is written thousands of times. */
export function writeResponse(call: CallFacts, findings: Findings): void {
  if (WRITES_JOURNAL) console.log(toResponseLine(call, findings));
}

/** Bytes of a body that a failing sample keeps, and failing samples that one VU writes: what bounds a run that fails all over. */
const MAX_BODY_CHARS = 65_536;
const MAX_FAILURES_PER_VU = 50;
let failuresWritten = 0;

/** Appends a failing sample, its body cut to a bound. */
export function writeFailure(row: FailureRow): void {
  if (failuresWritten++ >= MAX_FAILURES_PER_VU) return;
  writeRow({ ...row, body: row.body.slice(0, MAX_BODY_CHARS) });
}
