// What goes over the wire: Server-Sent Events (https://html.spec.whatwg.org/multipage/server-sent-events.html).
import { toSafeJson } from '../../core/text/redact.ts';
import type { NumberedRow } from '../run-folder/segment.ts';

/** After how many milliseconds a browser comes back. */
export const RETRY = Buffer.from('retry: 3000\n\n');
/** A comment: keeps proxies from closing a stream on which nothing happens. */
export const PING = Buffer.from(':ping\n\n');

function toFrame(event: string, id: string | undefined, json: string): Buffer {
  return Buffer.from(`event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${json}\n\n`);
}

/** The run so far; `id` is that of the last line in it. */
export const toDigestFrame = (id: string | undefined, digest: unknown): Buffer =>
  toFrame('digest', id, toSafeJson(digest));

/** Rows in order; `id` is that of the last. What looks like a credential is masked once more: a journal may be anybody's. */
export const toRowsFrame = (id: string | undefined, rows: readonly NumberedRow[]): Buffer =>
  toFrame('rows', id, `[${rows.map(({ row }) => toSafeJson(row)).join(',')}]`);

/** What the run came to. It has no id: it is no line of the journal. */
export const toVerdictFrame = (verdict: unknown): Buffer =>
  toFrame('verdict', undefined, toSafeJson(verdict));
