// A row of the journal as the live feed sends it: no headers, no bodies, no secrets.

import { isSecretName } from '../text/redact.ts';
import { type FailureRow, type JournalRow, parseRow } from './events.ts';

/** A failing sample without what was in it. */
export type FeedFailure = Pick<
  FailureRow,
  'ts' | 'type' | 'n' | 'call' | 'violations' | 'detail' | 'status'
> & { readonly request: Pick<FailureRow['request'], 'path'> };

/** What leaves the machine of the run: a row of the journal, of a failing sample only what was found. */
export type FeedRow = Exclude<JournalRow, FailureRow> | FeedFailure;

/**
 * The row as it may be sent.
 * @returns undefined for a type that this version does not know: nobody can tell what is in it
 */
export function toFeedRow(row: JournalRow): FeedRow | undefined {
  switch (row.type) {
    case 'failure': {
      const { ts, type, n, call, violations, detail, request, status } = row;
      return { ts, type, n, call, violations, detail, request: { path: request.path }, status };
    }
    case 'run.started': {
      const shown = Object.entries(row.options).filter(([name]) => !isSecretName(name));
      return { ...row, options: Object.fromEntries(shown) };
    }
    case 'response':
    case 'counts':
    case 'runner.started':
    case 'runner.ended':
    case 'fleet.broken':
    case 'phase.entered':
    case 'journey.cut':
    case 'toxic.on':
    case 'toxic.off':
    case 'upstream.read':
    case 'resources.read':
    case 'baseline.disturbed':
    case 'gate.crossed':
    case 'run.stopped':
    case 'suite.error':
    case 'k6.summary':
    case 'k6.exited':
    case 'run.signalled':
    case 'leftover.healed':
    case 'verdict':
      return row;
  }
  return undefined;
}

/** A line of the journal as the feed takes it. `skipped` says why there is no row: it is none, or of a type nobody knows here. */
export type FeedLine = { readonly row: FeedRow } | { readonly skipped: 'malformed' | 'unknown' };

/** One line of the journal → the row to send. Never throws, whatever the line. */
export function parseFeedLine(line: string): FeedLine {
  try {
    const parsed = parseRow(line);
    if (!Number.isFinite(parsed.ts)) return { skipped: 'malformed' };
    const row = toFeedRow(parsed);
    return row === undefined ? { skipped: 'unknown' } : { row };
  } catch {
    return { skipped: 'malformed' };
  }
}
