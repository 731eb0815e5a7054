// Journal rows from k6: one line of JSON on the console each.
import type { FailureRow, JournalRow, ResponseRow } from '../core/events.ts';
import { WRITES_JOURNAL } from './env.ts';

/** Now, in epoch seconds with milliseconds. */
export function nowSec(): number {
  return Date.now() / 1000;
}

/** Appends a row to the journal, where there is one. */
export function writeRow(row: JournalRow): void {
  if (WRITES_JOURNAL) console.log(JSON.stringify(row));
}

/** As `writeRow`, for the one row that is written thousands of times: put together by hand, which costs a third. */
export function writeResponseRow(r: ResponseRow): void {
  if (!WRITES_JOURNAL) return;
  console.log(
    `{"ts":${r.ts},"type":"response","n":${r.n},"call":${r.call},"journey":"${r.journey}","request_phase":"${r.request_phase}","load_phase":"${r.load_phase}","lang":"${r.lang}","code":${r.code},"duration_ms":${r.duration_ms.toFixed(2)},"request_id":${JSON.stringify(r.request_id)},"violations":${r.violations.length === 0 ? '[]' : JSON.stringify(r.violations)},"detail":${r.detail === '' ? '""' : JSON.stringify(r.detail)},"retried":${r.retried},"response_received":${r.response_received},"judged":${r.judged},"notice":${r.notice},"safety_block":${r.safety_block},"low_confidence":${r.low_confidence},"timeout_degraded":${r.timeout_degraded},"reco_output_guard_fallback":${r.reco_output_guard_fallback}}`,
  );
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
