// What both smokes of Aurora share: the headers of a conversation, and what is shown of an answer.
import type { Flow, Smoke } from '../../../lib/core/smoke/flow.ts';
import { toCardNames } from './answer.ts';

/** The web page of the front end. */
const ORIGIN = 'https://aurora.pivota.cc';

/** A smoke of these flows. */
export const toSmoke = (name: string, flows: readonly Flow[]): Smoke => ({
  name,
  flows,
  origin: ORIGIN,
  show: toCardNames,
  toHeaders: ({ user }, { uid, traceId, variant }) => ({
    'x-lang': variant,
    'x-trace-id': traceId,
    'x-brief-id': `brief_${uid}`,
    ...(user === 'none' ? {} : { 'x-aurora-uid': uid }),
  }),
});
