// Whether an answer can be that of its call: by the trace id that every envelope carries back.
import type { Asked } from '../../../lib/core/service/service.ts';
import { toList } from '../../../lib/core/text/json.ts';
import { asObject } from './json.ts';

/** In the recordings the upload was sent no trace id, and made its own: whether it takes one is not known. */
const UPLOAD_ROUTE = 'photos_upload';
/** So many first letters are alike in all trace ids of one run. */
const ALIKE_CHARS = 6;
const SHOWN_CHARS = 120;

/**
 * Why an answer is another call's; undefined where it can be this one's. On every other route and recording the envelope's trace
 * id is the X-Trace-ID that was sent. An upload may also carry an id of the service's own making, but none that was sent with
 * another call, and no event of another user.
 */
export function findStranger(asked: Asked, json: unknown): string | undefined {
  const root = asObject(json);
  const { trace_id: told } = root;
  if (told === asked.traceId) return undefined;
  if (typeof told !== 'string' || told === '') return `no trace id where ${asked.traceId} was sent`;
  const isOwnMaking = toBegin(told) !== toBegin(asked.traceId);
  if (asked.route === UPLOAD_ROUTE && isOwnMaking && !tellsOfAnother(root.events, asked.uid))
    return undefined;
  return `the trace id ${told.slice(0, SHOWN_CHARS)} where ${asked.traceId} was sent`;
}

const toBegin = (traceId: string) => traceId.slice(0, ALIKE_CHARS).toLowerCase();

function tellsOfAnother(events: unknown, uid: string): boolean {
  return toList(events).some((event) => {
    const { aurora_uid: told } = asObject(event);
    return typeof told === 'string' && told !== '' && told !== uid;
  });
}
