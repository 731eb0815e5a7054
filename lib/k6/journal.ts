// Journal rows from k6: one line of JSON on the console each.
import exec from 'k6/execution';
import type { Findings } from '../core/answer/findings.ts';
import { remember } from '../core/answer/remember.ts';
import type { CallFacts, FailureRow, JournalRow } from '../core/journal/events.ts';
import type { Service } from '../core/service/service.ts';
import { redactHeaders, redactText, toSafeJson } from '../core/text/redact.ts';
import { WRITES_JOURNAL } from './env.ts';
import { toResponseLine } from './response-line.ts';

/** Appends a row to the journal, where there is one. */
export function writeRow(row: JournalRow): void {
  if (WRITES_JOURNAL) console.log(toSafeJson(row));
}

/** Appends the row of one call: the one that is written thousands of times. */
export function writeResponse(service: Service, call: CallFacts, findings: Findings): void {
  if (WRITES_JOURNAL) console.log(toResponseLine(service, call, findings));
}

/** Characters of a body that a failing sample keeps. */
const MAX_BODY_CHARS = 65_536;
/** Failing samples that all VUs together write in a second, about: what bounds a run that fails all over. */
const FAILURES_PER_SEC = 50;
let lastFailureSec = Number.NEGATIVE_INFINITY;

/**
 * Appends a failing sample: its headers by the list of those that may be shown, its body masked and cut to a bound. Of a flood only
 * some are written, the last ones among them.
 * @param always the sample ends the run, so it is written whatever came before it
 */
export function writeFailure(
  { shownHeaders }: Pick<Service, 'shownHeaders'>,
  row: FailureRow,
  always: boolean,
): void {
  if (!WRITES_JOURNAL) return;
  const shareSec = exec.instance.vusInitialized / FAILURES_PER_SEC;
  if (!always && row.ts - lastFailureSec < shareSec) return;
  lastFailureSec = row.ts;
  const body = redactText(row.body.slice(0, MAX_BODY_CHARS)).slice(0, MAX_BODY_CHARS);
  const request = { ...row.request, headers: redactHeaders(row.request.headers, shownHeaders) };
  console.log(JSON.stringify({ ...row, request, headers: redactHeaders(row.headers, shownHeaders), body }));
}

const MAX_TEXT_CHARS = 300;
const PLAIN_ID = /^[\da-f-]{0,40}$/;
/** Texts that were masked before: a service says the same few things again and again, and masking one costs k6 as much as a request. */
const mask = remember(redactText, 500, MAX_TEXT_CHARS);

/** A word or a sentence that came from the service, as the journal may keep it: masked, and cut to a bound. */
export function toSafeText(text: string): string {
  const short = text.length > MAX_TEXT_CHARS ? text.slice(0, MAX_TEXT_CHARS) : text;
  // Most are numbers in hex, which are no secret of any shape; this is read at every answer.
  return PLAIN_ID.test(short) ? short : mask(short);
}
